"""The cast of the report's tests, and what the tests of the citizens' site look at."""

import pytest

from agencies import actions as agencies
from ereports.models import Report
from tests import forms
from tests.publishing import publish_everything


@pytest.fixture
def world(tree, people):
    """The cast with an English name here and there, documents, and a closed agency."""
    tree.department.name_en = "Department of Medical Services"
    tree.hospital.name_en = "Rajavithi Hospital"
    tree.sibling.email_contact = "contact@lerdsin.example"
    for agency in (tree.department, tree.hospital, tree.sibling):
        agency.save()
    publish_everything(tree, people)
    agencies.close(agency=tree.sibling, successor=tree.hospital, reason="รวม", by=people.dga)
    tree.sibling.refresh_from_db()
    return tree


@pytest.fixture
def officer(signed_in, people):
    return signed_in(people.officer)


@pytest.fixture
def filed(officer, tree):
    """The hospital's report, with one document under section 10."""
    officer.post(forms.url(tree.hospital), forms.report_form(**forms.document("s10")))
    return Report.objects.get(agency=tree.hospital)
