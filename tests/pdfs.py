"""PDFs that the tests send: honest ones, and each kind that must be refused."""

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile


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
