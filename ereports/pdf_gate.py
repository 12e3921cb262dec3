"""Judges one PDF in a process of its own: `python -m ereports.pdf_gate < file`.

Prints JSON, {"pages": n} or {"refused": reason}; knows nothing of Django. A file made to exhaust
whoever reads it exhausts this process, which is stopped (assurance F11), and nothing else.
"""

import json
import resource
import sys
import zipfile

import pikepdf

MAX_SECONDS = 10
MAX_MEMORY = 512 * 1024 * 1024  # bytes of address space
MAX_OBJECTS = 300_000

ACTIVE_ACTIONS = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/Hide", "/Thread"),
    *("/GoToR", "/GoToE", "/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView"),
}
ACTIVE_KEYS = {"/JS", "/JavaScript", "/AA", "/XFA", "/RichMediaContent", "/3DD", "/OnInstantiate"}
HARMLESS_LINKS = ("http://", "https://", "mailto:")
FILE_KEYS = {"/EmbeddedFiles", "/EF"}


class Refused(Exception):
    """The reason, as one word."""


def judge(file):
    """Number of pages of the PDF in `file` (binary, seekable); raises Refused."""
    if file.read(5) != b"%PDF-":  # at the very first byte: what begins as something else is that
        raise Refused("not_pdf")
    size = file.seek(0, 2)
    file.seek(max(0, size - 2048))
    tail = file.read()
    end = tail.rfind(b"%%EOF")
    if end < 0:  # cut off: the library would guess what was meant
        raise Refused("damaged")
    if tail[end + 5 :].strip(b"\r\n\t \0") or zipfile.is_zipfile(file):
        raise Refused("polyglot")  # something else begins where the PDF ends
    file.seek(0)
    try:
        with pikepdf.open(file) as pdf:
            if pdf.is_encrypted:
                raise Refused("encrypted")
            _refuse_open_action(pdf.Root.get("/OpenAction"))
            _refuse_active_content(pdf)
            return len(pdf.pages)
    except pikepdf.PasswordError:
        raise Refused("encrypted") from None
    except (pikepdf.PdfError, RuntimeError, ValueError):
        raise Refused("damaged") from None


def _refuse_open_action(action):
    """What a document does by itself when it is opened: go to one of its own places, no more."""
    if isinstance(action, pikepdf.Dictionary) and action.get("/S") != pikepdf.Name.GoTo:
        raise Refused("active")


def _refuse_active_content(pdf):
    """Walk every object; direct ones inside indirect ones too, without recursion."""
    waiting = [*pdf.objects, pdf.trailer]
    if len(waiting) > MAX_OBJECTS:
        raise Refused("bomb")
    while waiting:
        item = waiting.pop()
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            _refuse_active_keys(item)
            values = [item[key] for key in item.keys()]  # noqa: SIM118 - a stream is no mapping
        elif isinstance(item, pikepdf.Array):
            values = item
        else:
            continue
        waiting.extend(
            value for value in values if isinstance(value, pikepdf.Object) and not value.is_indirect
        )


def _refuse_active_keys(item):
    keys = set(item.keys())
    if keys & FILE_KEYS:
        raise Refused("attachment")
    if "/F" in keys and isinstance(item, pikepdf.Stream):  # content in a file somewhere else
        raise Refused("attachment")
    action = str(item.get("/S")) if isinstance(item.get("/S"), pikepdf.Name) else ""
    if keys & ACTIVE_KEYS or action in ACTIVE_ACTIONS:
        raise Refused("active")
    if action == "/URI" and not str(item.get("/URI", "")).lower().startswith(HARMLESS_LINKS):
        raise Refused("active")


def main():
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    try:
        verdict = {"pages": judge(sys.stdin.buffer)}
    except Refused as refusal:
        verdict = {"refused": str(refusal)}
    except MemoryError:
        verdict = {"refused": "bomb"}
    print(json.dumps(verdict))  # noqa: T201 - the answer to the caller


if __name__ == "__main__":
    main()
