"""What the tour's citizen holds before the camera: an ID card and a receipt of an invented person, as a camera would see them."""

import urllib.request
from datetime import date
from pathlib import Path

import numpy as np
import segno
from PIL import Image, ImageDraw, ImageFont

from kiosk import holidays, paths
from kiosk.bench.page_pictures import take
from kiosk.portal.account import BASE
from kiosk.portal.sample_dossiers import Sample, book

FRAME = (1280, 720)
TABLE, PAPER, INK = "#8C8578", "#F4F1EA", "#26323A"
PAGE = 3  # of the made-up pages: a letter on a table
LATE = "late-letter"  # of config/sample/dossiers.toml: late, with its letter and a new date


def sample(today: date) -> Sample:
    """The dossier that the tour asks for. Raises PortalError."""
    return book(today, working=holidays.load().is_working).find(LATE)


def card_text(one: Sample) -> str:
    """What stands in the square code of its owner's card (domain: seven fields, UTF-8 without ECI)."""
    owner = one.entry["owner"]
    sex = "Nữ" if owner["sex"] == "f" else "Nam"
    return f"{one.owner_number}||{one.owner}|{owner['born']:%d%m%Y}|{sex}|Khu phố 1, Phường Phú Hài, Bình Thuận|10052021"


def draw(text: str, title: str, turn: float) -> Image.Image:
    """A card of paper on a table, its code in a corner, turned by some degrees."""
    code = segno.make(text.encode("utf-8"), error="m", micro=False, encoding=None)
    card = Image.new("RGB", (760, 480), PAPER)
    modules = int(code.symbol_size(border=4)[0])
    qr = Image.new("L", (modules, modules), 255)
    for y, row in enumerate(code.matrix_iter(border=4)):
        for x, dark in enumerate(row):
            qr.putpixel((x, y), 30 if dark else 245)
    side = 300
    card.paste(qr.resize((side, side), Image.Resampling.NEAREST).convert("RGB"), (430, 150))
    pen = ImageDraw.Draw(card)
    pen.text((36, 36), title, font=ImageFont.truetype(paths.ASSETS / "fonts" / "NotoSans-Bold.ttf", 40), fill=INK)
    pen.text((36, 110), "MẪU THỬ", font=ImageFont.truetype(paths.ASSETS / "fonts" / "NotoSans-Regular.ttf", 34), fill=INK)
    frame = Image.new("RGB", FRAME, TABLE)
    turned = card.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)
    frame.paste(turned, ((FRAME[0] - turned.width) // 2, (FRAME[1] - turned.height) // 2))
    return frame


class Held:
    """The folder that stands for the camera: `hold("card")`, `hold("receipt")`, `hold("")` for an empty hand."""

    def __init__(self, folder: Path, today: date) -> None:
        one = sample(today)
        self._folder = folder
        self._pictures = {
            "": Image.new("RGB", FRAME, TABLE),
            "card": draw(card_text(one), "CĂN CƯỚC", 12),
            "receipt": draw(one.code, "GIẤY HẸN", -8),
            "page": Image.fromarray(np.ascontiguousarray(take(PAGE).frame[:, :, ::-1])),
        }
        self.hold("")

    def pay(self, url: str, code: str) -> None:
        """What the citizen's bank does: the sample portal is told that it is paid."""
        with urllib.request.urlopen(urllib.request.Request(f"{url}{BASE}/sample/pay/{code}", method="POST"), timeout=10):
            pass

    def hold(self, what: str) -> None:
        """From now on the camera sees this."""
        part = self._folder / "held.part"
        self._pictures[what].save(part, format="PNG")
        part.rename(self._folder / "held.png")
