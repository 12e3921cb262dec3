"""Evidence of publication (B7): when a document was public, as data and as a certificate.

A certificate is not kept: it is the document's id, the moment it was issued, and how many intervals
it tells of, signed. Whoever holds the paper verifies it at the address on it, where the same facts
are read from the history.
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
    intervals: list  # Intervals in which it was public; until is None: at least till then

    @property
    def agency(self):
        """Whose document it is, with the name and code of the moment of issue."""
        return agency_at(self.document.report.agency, self.issued_at)

    @property
    def is_public_now(self):
        """Whether the document is public today, whatever it was when the certificate was issued."""
        return documents_of(self.document.report.agency).filter(pk=self.document.pk).exists()


def issue(document):
    """A Certificate of `document` as of now."""
    issued_at = timezone.now()
    intervals = intervals_of(document)
    is_open = bool(intervals) and intervals[-1].until is None
    facts = [document.pk.hex, (issued_at - _EPOCH) // _MICROSECOND, len(intervals), is_open]
    return Certificate(document, issued_at, signing.dumps(facts, salt=_SALT), intervals)


def verify(reference):
    """The Certificate that `reference` names; raises NotACertificate."""
    try:
        pk, microseconds, number, is_open = signing.loads(reference, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise NotACertificate from None
    document = Document.objects.select_related("upload", "report__agency").get(pk=pk)
    # By their number, not by their moments: a change that was being saved when the certificate was
    # issued has an earlier moment, and the certificate could not yet know of it.
    intervals = intervals_of(document)[:number]
    if is_open:
        intervals[-1] = Interval(intervals[-1].since)
    return Certificate(document, _EPOCH + microseconds * _MICROSECOND, reference, intervals)


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
