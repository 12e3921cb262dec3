"""Files: what a PDF must be to be accepted, where it is kept, how it is handed out."""

import hashlib
import json
import subprocess
import sys
import tempfile
import uuid
from contextlib import contextmanager, suppress
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from ereports import pdf_gate, ranges

PDF_TYPE = "application/pdf"
FOLDER = "documents"
# Served documents can do nothing in our name, whatever is in them; our own page may frame them.
SANDBOX = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


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


def malware():
    """The refusal of a file in which the scanner found something."""
    return FileRefused(_REASONS["malware"])


def inspect(file):
    """Number of pages of a PDF (an open uploaded file); raises FileRefused for anything else.

    Decided by content alone, in a process of its own (`ereports.pdf_gate`): name and Content-Type
    may lie, and a hostile file may be made to exhaust its reader (assurance F2-F11).
    """
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise too_large()
    if not file.size:
        raise FileRefused(_("ไฟล์ว่างเปล่า กรุณาเลือกไฟล์ PDF ที่มีเนื้อหา"))
    with _on_disk(file) as readable:
        verdict = _judge(readable)
    if "pages" not in verdict:
        raise FileRefused(_REASONS.get(verdict["refused"], _REASONS["bomb"]))
    return verdict["pages"]


@contextmanager
def _on_disk(file):
    """`file` as a real one, in which another process can seek: the upload itself, or a copy."""
    if hasattr(file, "temporary_file_path"):
        with open(file.temporary_file_path(), "rb") as real:
            yield real
        return
    with tempfile.TemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.seek(0)
        yield copy


def _judge(file):
    # Politely: whoever waits for a page comes first (performance W9).
    command = ["nice", "-n", "5", sys.executable, "-m", "ereports.pdf_gate"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell, no arguments
            command,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            timeout=2 * pdf_gate.MAX_SECONDS,  # the gate ends itself by processor time
        )
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return {"refused": "bomb"}


_REASONS = {
    "not_pdf": _("ไฟล์นี้ไม่ใช่ PDF กรุณาบันทึกเอกสารเป็น PDF แล้วเลือกใหม่ (การเปลี่ยนชื่อไฟล์อย่างเดียวไม่ได้)"),
    "damaged": _("ไฟล์ PDF เสียหายหรือไม่สมบูรณ์ กรุณาสร้างไฟล์ใหม่แล้วเลือกอีกครั้ง"),
    "polyglot": _("ท้ายไฟล์ PDF มีข้อมูลอื่นต่ออยู่ กรุณาสั่งพิมพ์เป็น PDF ใหม่ แล้วเลือกอีกครั้ง"),
    "encrypted": _("ไฟล์ PDF มีการเข้ารหัสหรือตั้งรหัสผ่าน กรุณาบันทึกใหม่โดยไม่ตั้งรหัสผ่าน แล้วเลือกอีกครั้ง"),
    "attachment": _("ไฟล์ PDF มีไฟล์อื่นแนบอยู่ข้างใน กรุณานำไฟล์แนบออก หรือสั่งพิมพ์เป็น PDF ใหม่ แล้วเลือกอีกครั้ง"),
    "active": _(
        "ไฟล์ PDF มีสคริปต์หรือแบบฟอร์มที่ทำงานเองได้ ซึ่งไม่ปลอดภัยต่อประชาชน กรุณาสั่งพิมพ์เป็น PDF ใหม่ แล้วเลือกอีกครั้ง"
    ),
    "malware": _(
        "พบมัลแวร์ (ไวรัสคอมพิวเตอร์) ในไฟล์นี้ จึงไม่รับไฟล์ กรุณาตรวจเครื่องด้วยโปรแกรมป้องกันไวรัส แล้วสร้าง PDF ใหม่จากต้นฉบับ"
    ),
    "bomb": _("ไฟล์ PDF ซับซ้อนผิดปกติจนตรวจไม่ได้ กรุณาสั่งพิมพ์เป็น PDF ใหม่ แล้วเลือกอีกครั้ง"),
}


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
    return default_storage.save(f"{FOLDER}/{identifier[:2]}/{identifier}.pdf", file)


def stored_before(moment):
    """Names of the stored documents that were last written before `moment` (a datetime)."""
    try:
        folders, _files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for folder in folders:
        _folders, names = default_storage.listdir(f"{FOLDER}/{folder}")
        for name in names:
            path = f"{FOLDER}/{folder}/{name}"
            if default_storage.get_modified_time(path) < moment:
                yield path


def discard(name):
    """Remove a stored file whose row could not be written; what remains is swept later."""
    with suppress(OSError):
        default_storage.delete(name)


def response(request, upload, *, as_attachment):
    """The file of `upload` under its original name, to whoever was found to have a right to it.

    Streamed by us with Range (ereports.ranges); by the web server where X_ACCEL_LOCATION names its
    internal location; by the S3 server at an address signed for 60 seconds. The name follows
    RFC 6266 (filename* in UTF-8).
    """
    disposition = content_disposition_header(as_attachment, upload.original_name)
    if settings.S3_BUCKET:
        parameters = {"ResponseContentDisposition": disposition, "ResponseContentType": PDF_TYPE}
        answer = HttpResponseRedirect(default_storage.url(upload.file.name, parameters=parameters))
    else:
        answer = _local(request, upload)
        answer["Content-Disposition"] = disposition
        answer["Content-Security-Policy"] = f"{SANDBOX}; sandbox" if as_attachment else SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


def _local(request, upload):
    if settings.X_ACCEL_LOCATION:
        location = f"{settings.X_ACCEL_LOCATION.rstrip('/')}/{quote(upload.file.name)}"
        return HttpResponse(content_type=PDF_TYPE, headers={"X-Accel-Redirect": location})
    file = upload.file.open("rb")
    return ranges.answer(
        request, file, size=file.size, etag=f'"{upload.sha256}"', content_type=PDF_TYPE
    )
