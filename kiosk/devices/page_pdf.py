"""Photographed pages as one PDF, in memory; its properties name nobody."""

from io import BytesIO

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

A4 = (595.28, 841.89)  # points
NEUTRAL = "kiosk"


def pages_pdf(pages: list[bytes]) -> bytes:
    """`pages`: JPEGs. Each as large as fits on a sheet of A4, upright or across as it is."""
    kept = BytesIO()
    canvas = Canvas(kept, A4, pageCompression=0, invariant=1)
    for name in ("Title", "Author", "Creator", "Subject", "Producer"):
        getattr(canvas, f"set{name}")(NEUTRAL)
    for page in pages:
        picture = ImageReader(BytesIO(page))
        wide, high = picture.getSize()
        sheet = A4 if high >= wide else (A4[1], A4[0])
        canvas.setPageSize(sheet)
        scale = min(sheet[0] / wide, sheet[1] / high)
        canvas.drawImage(picture, (sheet[0] - wide * scale) / 2, (sheet[1] - high * scale) / 2, wide * scale, high * scale)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()
