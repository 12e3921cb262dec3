"""What every template knows: contacts, addresses of others, the request's id. Opens no session."""

from django.conf import settings

from infoadmin.addresses import PageAddresses
from infoadmin.audit.request import request_id


def site(request):
    """Context of every page; the signed-in person is added by `accounts.rights` on officers' pages."""
    return {
        "contact": {"phone": settings.CONTACT_PHONE, "email": settings.CONTACT_EMAIL},
        "digital_id_register_url": settings.DIGITAL_ID_REGISTER_URL,
        "registered_email_check_url": settings.REGISTERED_EMAIL_CHECK_URL,
        "request_id": request_id(),
        "addresses": PageAddresses(request),
    }
