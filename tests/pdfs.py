"""PDFs that the tests send: honest ones, and each kind that must be refused."""

import functools
import io
import random
import zipfile

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from ereports.scanner import EICAR


def pdf_bytes(pages=1, mark="", change=None, **save_options):
    """Bytes of a small PDF; `mark` makes it differ, `change(pdf)` spoils it before saving."""
    pdf = pikepdf.new()
    for _number in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    if mark:
        pdf.docinfo["/Title"] = mark
    if change:
        change(pdf)
    buffer = io.BytesIO()
    pdf.save(buffer, **save_options)
    return buffer.getvalue()


def pdf_file(name="ประกาศ.pdf", content=None, **options):
    """An uploaded PDF file called `name`."""
    content = pdf_bytes(**options) if content is None else content
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def with_script(pdf):
    """A script that runs when the document is opened."""
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.Root.OpenAction = pdf.make_indirect(action)


def with_inline_script(pdf):
    """The same, as a direct object inside the page's dictionary."""
    pdf.pages[0].obj.AA = pikepdf.Dictionary(
        O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    )


def with_launch(pdf):
    """An action that starts a program."""
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")


def with_attachment(pdf):
    """Another file inside."""
    pdf.attachments["inside.exe"] = b"MZ"


def with_xfa(pdf):
    """A dynamic form."""
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pdf.make_stream(b"<xdp/>"))


def with_harmless_open_action(pdf):
    """Opens at its first page, as many honest PDFs do."""
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])


def with_external_stream(pdf):
    """A stream whose content stands in a file elsewhere."""
    stream = pdf.make_stream(b"")
    stream.F = "\\\\host\\share\\file"
    pdf.Root.Extra = stream


@functools.cache
def pdf_of(size):
    """Bytes of a PDF that is exactly `size` bytes long and does not compress."""

    def filled(length):
        def change(pdf):
            pdf.Root.Extra = pdf.make_stream(random.Random(length).randbytes(length))

        return pdf_bytes(change=change, compress_streams=False)

    length = size - 2000
    while (short := size - len(filled(length))) != 0:
        length += short
    return filled(length)


def infected():
    """Bytes of a PDF that the scanner takes for malware: EICAR, plain in a stream."""

    def change(pdf):
        pdf.Root.Extra = pdf.make_stream(EICAR)

    return pdf_bytes(change=change, compress_streams=False)


def opening(action, **keys):
    """What spoils a PDF with an action that runs when it is opened."""

    def change(pdf):
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(action), **keys)

    return change


def linking(address):
    """What puts a link to `address` onto the page."""

    def change(pdf):
        _link(pdf, pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address))

    return change


def linking_to(action):
    """What puts a link with another action onto the page."""

    def change(pdf):
        _link(pdf, pikepdf.Dictionary(S=pikepdf.Name(action)))

    return change


def _link(pdf, action):
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 10, 10], A=action
    )
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(link)])


def pdf_with_zip():
    """A file that is a PDF and a ZIP archive at once."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("inside.txt", "x")
    return pdf_bytes() + archive.getvalue() + b"\n%%EOF\n"


def object_bomb():
    """A small file of very many objects."""

    def change(pdf):
        pdf.Root.Extra = pikepdf.Array(
            [pdf.make_indirect(pikepdf.Dictionary()) for _number in range(310_000)]
        )

    mode = pikepdf.ObjectStreamMode.generate
    return pdf_bytes(change=change, object_stream_mode=mode, compress_streams=True)


def array_bomb():
    """A small file that unfolds into arrays of many millions of direct objects."""
    inner = b"[" + b"<<>>" * 3_000_000 + b"]"

    def change(pdf):
        pdf.Root.Extra = pdf.make_indirect(pikepdf.Object.parse(inner))

    mode = pikepdf.ObjectStreamMode.generate
    return pdf_bytes(change=change, object_stream_mode=mode, compress_streams=True)
