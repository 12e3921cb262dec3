"""Who else has the report form open (R1): told to others, forgotten by itself."""

import datetime
import time

import pytest
from django.utils import timezone

from ereports.models import FormPresence
from tests import forms


@pytest.fixture
def speak(signed_in, people, tree):
    """speak(name): that person's open form tells that it is open; answers what it shows."""

    def as_person(name, agency=None):
        client = signed_in(getattr(people, name))
        answer = client.post(f"{forms.url(agency or tree.hospital)}presence/")
        assert answer.status_code == 200
        return answer.content.decode().strip()

    return as_person


def test_r1_others_are_told_and_oneself_is_not(speak):
    assert speak("officer") == ""
    shown = speak("central")
    assert "คุณofficer กำลังเปิดแบบฟอร์มนี้อยู่ ตั้งแต่ " in shown
    assert "คุณcentral" not in shown
    assert "คุณcentral กำลังเปิด" in speak("officer")


def test_r1_another_agency_is_another_form(speak, tree):
    speak("officer")
    assert speak("central", tree.sibling) == ""


def test_r1_a_form_that_was_left_is_forgotten_after_about_a_minute(speak):
    speak("officer")
    FormPresence.objects.update(seen_at=timezone.now() - datetime.timedelta(seconds=75))
    assert speak("central") == ""
    assert FormPresence.objects.get().user.display_name == "คุณcentral"


def test_r1_a_form_opened_again_counts_from_then(speak):
    speak("officer")
    long_ago = timezone.now() - datetime.timedelta(hours=3)
    FormPresence.objects.update(opened_at=long_ago)
    speak("officer")
    assert FormPresence.objects.get().opened_at == long_ago
    FormPresence.objects.update(seen_at=long_ago)
    speak("officer")
    assert FormPresence.objects.get().opened_at > long_ago


def test_o21_an_open_form_neither_prolongs_a_session_nor_ends_it(officer, tree):
    officer.get(forms.url(tree.hospital))
    session = officer.session
    session["seen_at"] = before = int(time.time()) - 10 * 60
    session.save()
    officer.post(f"{forms.url(tree.hospital)}presence/")
    assert officer.session["seen_at"] == before
    session["seen_at"] = int(time.time()) - 16 * 60
    session.save()
    assert officer.post(f"{forms.url(tree.hospital)}presence/").status_code == 401
    answer = officer.post(
        forms.url(tree.hospital), forms.report_form(**{"obstacle-obstacle_detail": "พิมพ์ไว้"})
    )
    assert "notice=session-ended" in answer.url  # and not lost: the form's own request ends it


def test_r1_a_beat_costs_a_fixed_number_of_queries(speak, officer, tree, django_assert_num_queries):
    for name in ("central", "head", "officer"):
        speak(name)
    with django_assert_num_queries(6):
        officer.post(f"{forms.url(tree.hospital)}presence/")
