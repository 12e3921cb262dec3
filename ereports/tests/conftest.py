"""What the tests of the citizens' site look at."""

import pytest

from agencies import actions as agencies
from agencies.models import Agency
from tests.publishing import publish_everything


@pytest.fixture
def world(tree, people):
    """The cast with an English name here and there, documents, and a closed agency."""
    Agency.objects.filter(pk=tree.department.pk).update(name_en="Department of Medical Services")
    Agency.objects.filter(pk=tree.hospital.pk).update(name_en="Rajavithi Hospital")
    Agency.objects.filter(pk=tree.sibling.pk).update(email_contact="contact@lerdsin.example")
    publish_everything(tree, people)
    agencies.close(agency=tree.sibling, successor=tree.hospital, reason="รวม", by=people.dga)
    tree.sibling.refresh_from_db()
    return tree
