"""What nobody waits for is swept after a day, and nothing else (assurance R6)."""

import datetime
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from ereports import actions
from ereports.models import Draft, Upload
from ereports.sections import CHANNELS
from tests import forms, pdfs


def staged(tree, people, *, hours):
    """An upload of so many hours ago."""
    upload = actions.stage_upload(
        file=pdfs.pdf_file(), agency=tree.hospital, section=CHANNELS, by=people.officer
    )
    at = timezone.now() - datetime.timedelta(hours=hours)
    Upload.objects.filter(pk=upload.pk).update(created_at=at)
    return upload


def aged(name, *, hours):
    """Make a stored file older."""
    moment = time.time() - hours * 3600
    os.utime(default_storage.path(name), (moment, moment))


def test_r6_an_unused_upload_is_swept_after_a_day(tree, people):
    old, young = staged(tree, people, hours=25), staged(tree, people, hours=23)
    assert actions.sweep_uploads() == (1, 0)
    assert list(Upload.objects.all()) == [young]
    assert not default_storage.exists(old.file.name)
    assert default_storage.exists(young.file.name)


def test_r6_what_a_report_or_a_draft_holds_is_kept(signed_in, tree, people):
    officer = signed_in(people.officer)
    url = f"/backend/reports/agency/{tree.hospital.code}/"
    officer.post(url, forms.report_form(**forms.document("s10")))
    drafted = staged(tree, people, hours=25)
    Draft.objects.create(
        user=people.officer, agency=tree.hospital, data={"s10-upload": [str(drafted.pk)]}
    )
    Upload.objects.update(created_at=timezone.now() - datetime.timedelta(hours=25))
    assert actions.sweep_uploads() == (0, 0)
    assert Upload.objects.count() == 2


def test_r6_a_file_without_a_row_is_swept_after_a_day(tree, people, capsys):
    kept = staged(tree, people, hours=1)
    orphan = default_storage.save("documents/00/orphan.pdf", ContentFile(b"x"))
    young = default_storage.save("documents/00/young.pdf", ContentFile(b"x"))
    for name in (orphan, kept.file.name):
        aged(name, hours=25)
    call_command("sweep_uploads")
    assert "0 uploads, 1 files without a row" in capsys.readouterr().out
    assert not default_storage.exists(orphan)
    assert default_storage.exists(young)
    assert default_storage.exists(kept.file.name)


@pytest.mark.usefixtures("db")
def test_an_empty_store_is_swept_without_complaint():
    assert actions.sweep_uploads() == (0, 0)
