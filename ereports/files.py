"""Files: what a PDF must be to be accepted, where it is kept, how it is handed out."""

import hashlib
import uuid
from contextlib import suppress

import pikepdf
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import FileResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

PDF_TYPE = "application/pdf"
# Served documents can do nothing in our name, whatever is in them.
SANDBOX = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"

_ACTIVE_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition"}
_ACTIVE_KEYS = {"/JS", "/AA", "/XFA", "/RichMediaContent"}
_FILE_KEYS = {"/EmbeddedFiles", "/EF"}


class FileRefused(Exception):
    """A file that is not accepted; its text says why and how to mend it, in Thai."""


class QuotaUploadHandler(FileUploadHandler):
    """Drops a file as soon as it is longer than allowed; the request remembers its field."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        """Pass the chunk on, or stop: the rest of the file is read and thrown away."""
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_MAX_BYTES:
            self.request.oversized_fields = {
                *getattr(self.request, "oversized_fields", ()),
                self.field_name,
            }
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        """The next handler makes the file."""


def too_large():
    """The refusal of a file over the limit."""
    return FileRefused(
        _("ไฟล์ใหญ่เกิน %d MB กรุณาลดขนาดไฟล์หรือแบ่งเป็นหลายไฟล์ แล้วเลือกใหม่")
        % (settings.UPLOAD_MAX_BYTES // 1024 // 1024)
    )


def inspect(file):
    """Number of pages of a PDF (an open uploaded file); raises FileRefused for anything else.

    Decides by content alone: name and Content-Type may lie. Refused are encryption, scripts and
    other actions, embedded files and XFA forms, as assurance.md F2-F9 lists them.
    """
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise too_large()
    if not file.size:
        raise FileRefused(_("ไฟล์ว่างเปล่า กรุณาเลือกไฟล์ PDF ที่มีเนื้อหา"))
    file.seek(0)
    head = file.read(5)
    file.seek(0)
    if head != b"%PDF-":  # at the very first byte: a file that begins as something else is that
        raise FileRefused(
            _("ไฟล์นี้ไม่ใช่ PDF กรุณาบันทึกเอกสารเป็น PDF แล้วเลือกใหม่ (การเปลี่ยนชื่อไฟล์อย่างเดียวไม่ได้)")
        )
    file.seek(max(0, file.size - 2048))
    if b"%%EOF" not in file.read():  # cut off: the library would guess what was meant
        raise _damaged()
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            if pdf.is_encrypted:
                raise _encrypted()
            _refuse_active_content(pdf)
            return len(pdf.pages)
    except pikepdf.PasswordError:
        raise _encrypted() from None
    except (pikepdf.PdfError, RuntimeError, ValueError):
        raise _damaged() from None


def _damaged():
    return FileRefused(_("ไฟล์ PDF เสียหายหรือไม่สมบูรณ์ กรุณาสร้างไฟล์ใหม่แล้วเลือกอีกครั้ง"))


def _encrypted():
    return FileRefused(_("ไฟล์ PDF มีการเข้ารหัสหรือตั้งรหัสผ่าน กรุณาบันทึกใหม่โดยไม่ตั้งรหัสผ่าน แล้วเลือกอีกครั้ง"))


def _refuse_active_content(pdf):
    """Walk every object, direct ones inside indirect ones too."""
    waiting = [*pdf.objects, pdf.trailer]
    while waiting:
        item = waiting.pop()
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            _refuse_active_keys(item)
            values = item.values() if isinstance(item, pikepdf.Dictionary) else _values(item)
        elif isinstance(item, pikepdf.Array):
            values = item
        else:
            continue
        waiting.extend(
            value for value in values if isinstance(value, pikepdf.Object) and not value.is_indirect
        )


def _values(stream):
    return [stream[key] for key in stream.keys()]  # noqa: SIM118 - a stream is no mapping


def _refuse_active_keys(item):
    keys = set(item.keys())
    if keys & _FILE_KEYS:
        raise FileRefused(
            _("ไฟล์ PDF มีไฟล์อื่นแนบอยู่ข้างใน กรุณานำไฟล์แนบออก หรือสั่งพิมพ์เป็น PDF ใหม่ แล้วเลือกอีกครั้ง")
        )
    action = item.get("/S")
    is_action = isinstance(action, pikepdf.Name) and str(action) in _ACTIVE_ACTIONS
    if keys & _ACTIVE_KEYS or is_action:
        raise FileRefused(
            _(
                "ไฟล์ PDF มีสคริปต์หรือแบบฟอร์มที่ทำงานเองได้ ซึ่งไม่ปลอดภัยต่อประชาชน "
                "กรุณาสั่งพิมพ์เป็น PDF ใหม่ แล้วเลือกอีกครั้ง"
            )
        )


def sha256_of(file):
    """Hexadecimal SHA-256 of an open file, read in chunks."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def store(file):
    """Copy an open file to the storage under an opaque name; answers that name."""
    file.seek(0)
    identifier = uuid.uuid4().hex
    return default_storage.save(f"documents/{identifier[:2]}/{identifier}.pdf", file)


def discard(name):
    """Remove a stored file whose row could not be written; what remains is swept later."""
    with suppress(OSError):
        default_storage.delete(name)


def response(upload, *, as_attachment):
    """The file of `upload` under its original name: streamed by us, or by the S3 server.

    An S3 address is signed for 60 seconds. The name follows RFC 6266 (filename* in UTF-8).
    """
    disposition = content_disposition_header(as_attachment, upload.original_name)
    if settings.S3_BUCKET:
        parameters = {"ResponseContentDisposition": disposition, "ResponseContentType": PDF_TYPE}
        answer = HttpResponseRedirect(default_storage.url(upload.file.name, parameters=parameters))
    else:
        answer = FileResponse(upload.file.open("rb"), content_type=PDF_TYPE)
        answer["Content-Disposition"] = disposition
        answer["Content-Security-Policy"] = f"{SANDBOX}; sandbox" if as_attachment else SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
