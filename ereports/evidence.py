"""Evidence of publication (B7): when a document was public, as data and as a certificate.

A certificate is not kept: it is the document's id and the moment it was issued, signed. Whoever
holds the paper verifies it at the address on it, where the same facts are read from the history.
"""

import datetime
from dataclasses import dataclass

from django.core import signing
from django.utils import timezone

from ereports.as_it_stood import agency_at
from ereports.models import Document
from ereports.publication import Interval, documents_of, intervals_of

_SALT = "ereports.certificate"
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


class NotACertificate(Exception):
    """The reference was not issued by us."""


@dataclass(frozen=True)
class Certificate:
    """What a certificate says of `document`, as things stood when it was issued."""

    document: Document
    issued_at: datetime.datetime
    reference: str

    @property
    def agency(self):
        """Whose document it is, with the name and code of the moment of issue."""
        return agency_at(self.document.report.agency, self.issued_at)

    @property
    def is_public_now(self):
        """Whether the document is public today, whatever it was when the certificate was issued."""
        return documents_of(self.document.report.agency).filter(pk=self.document.pk).exists()

    @property
    def intervals(self):
        """The Intervals in which the document was public; `until` is None for: at least till then."""
        before = [span for span in intervals_of(self.document) if span.since <= self.issued_at]
        return [
            Interval(
                span.since, span.until if span.until and span.until <= self.issued_at else None
            )
            for span in before
        ]


def issue(document):
    """A Certificate of `document` as of now."""
    issued_at = timezone.now()
    facts = [document.pk.hex, (issued_at - _EPOCH) // _MICROSECOND]
    return Certificate(document, issued_at, signing.dumps(facts, salt=_SALT))


def verify(reference):
    """The Certificate that `reference` names; raises NotACertificate."""
    try:
        pk, microseconds = signing.loads(reference, salt=_SALT)
    except signing.BadSignature:
        raise NotACertificate from None
    documents = Document.objects.select_related("upload", "report__agency")
    issued_at = _EPOCH + microseconds * _MICROSECOND
    return Certificate(documents.get(pk=pk), issued_at, reference)


def as_json(document):
    """When `document` was public, for machines; times are ISO 8601, `until` is null while it is."""
    return {
        "id": str(document.pk),
        "agency": document.report.agency.code,
        "section": document.section,
        "file_name": document.upload.original_name,
        "sha256": document.upload.sha256,
        "size_bytes": document.upload.size,
        "pages": document.upload.pages,
        "published": [
            {"since": span.since.isoformat(), "until": span.until and span.until.isoformat()}
            for span in intervals_of(document)
        ],
    }
