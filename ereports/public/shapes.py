"""How agencies and documents look in the open data: names in English, dates in ISO 8601.

`origin` is the scheme and host that addresses begin with.
"""

from django.utils import timezone
from django.utils.translation import override

from infoadmin.addresses import address_of


def agency_shape(origin, agency, parent, updated_at):
    """What a list says of an agency (a dict); `parent` is an Agency or None."""
    emails = {
        name.removeprefix("email_"): (None if agency.is_closed else getattr(agency, name) or None)
        for name in agency.EMAIL_FIELDS
    }
    return {
        "code": agency.code,
        "name": agency.name,
        "name_en": agency.name_en or None,
        "short_name": agency.short_name or None,
        "kind": agency.kind,
        "status": agency.status,
        "parent": parent.code if parent else None,
        "successor": agency.successor.code if agency.successor else None,
        "emails": emails,
        "updated_at": moment(updated_at),
        "url": origin + address_of("public:agency", agency.code),
        "api_url": origin + address_of("opendata:agency", agency.code),
    }


def publication_shape(origin, public):
    """All that is public of one agency (a Publication): its page as data."""
    agency = public.agency
    return {
        **agency_shape(origin, agency, public.parent, public.updated_at),
        "ancestry": [
            {"code": above.code, "name": above.name, "name_en": above.name_en or None}
            for above in public.ancestry
        ],
        "sections": [_section_shape(origin, section, agency) for section in public.sections],
    }


def _section_shape(origin, published, agency):
    section = published.section
    return {
        **section_names(section),
        "documents": [document_shape(origin, row, agency) for row in published.documents],
        "gazette_links": [{"url": link.url} for link in published.gazette_links],
        "licence_channels": [
            {"name": channel.name, "url": channel.url} for channel in published.licence_channels
        ],
    }


def section_names(section):
    """A section of the Act in both languages."""
    with override("en"):
        title_en = str(section.public_title)
    return {"section": section.key, "title": str(section.public_title), "title_en": title_en}


def document_shape(origin, document, page_of=None):
    """A public document; its addresses are below the page of `page_of` (default: its own agency)."""
    owner, upload = document.report.agency, document.upload
    place = (page_of or owner).code, document.pk
    return {
        "id": str(document.pk),
        "section": document.section,
        "title": upload.title,
        "file_name": upload.original_name,
        "agency": {"code": owner.code, "name": owner.name, "name_en": owner.name_en or None},
        "scope": document.scope,
        "date": document.date.isoformat() if document.date else None,
        "uploaded_at": moment(document.created_at),
        "pages": upload.pages,
        "size": upload.size,
        "sha256": upload.sha256,
        "url": origin + address_of("public:document", *place),
        "download_url": origin + address_of("public:document-download", *place),
    }


def moment(value):
    """A datetime in ISO 8601 with the offset of Bangkok, to the second."""
    return timezone.localtime(value).isoformat(timespec="seconds")
