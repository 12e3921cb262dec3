"""Small real PDFs in Thai for the demo: an announcement on one page, in the Anuphan typeface."""

import logging
import tempfile
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF

FONTS = Path(__file__).resolve().parents[2] / "node_modules/@fontsource/anuphan/files"

logging.getLogger("fontTools").setLevel(logging.WARNING)


@cache
def _font_folder():
    """A folder, gone with the process, with the typeface as TrueType: the library reads no WOFF."""
    folder = tempfile.TemporaryDirectory(prefix="anuphan-")
    for subset in ("thai", "latin"):
        font = TTFont(FONTS / f"anuphan-{subset}-400-normal.woff")
        font.flavor = None
        font.save(f"{folder.name}/{subset}.ttf")
    return folder


def announcement(*, agency, title, date, body):
    """Bytes of a one-page PDF: `agency` announces `title` on `date` (all Thai texts)."""
    pdf = FPDF(format="A4")
    for subset in ("thai", "latin"):
        pdf.add_font(subset, fname=f"{_font_folder().name}/{subset}.ttf")
    pdf.set_fallback_fonts(["latin"])
    pdf.set_title(title)
    pdf.set_margin(25)
    pdf.add_page()
    pdf.set_font("thai", size=16)
    pdf.set_text_shaping(True)
    for text, size, align in (
        (f"ประกาศ{agency}", 18, "C"),
        (f"เรื่อง {title}", 16, "C"),
        (body, 14, "L"),
        (f"ประกาศ ณ วันที่ {date}", 14, "C"),
    ):
        pdf.set_font_size(size)
        pdf.multi_cell(0, size * 0.62, text, align=align, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(6)
    return bytes(pdf.output())
