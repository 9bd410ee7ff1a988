"""A citizen who fills in a form on the stage: touches in one line each, and what the papers and the portal got."""

import base64
from pathlib import Path
from typing import Any

from stage import Stage

from kiosk.moments import Moment
from kiosk.moments_form import FormPage, FormRow, Forms
from kiosk.reader import desk_messages as say
from kiosk.settings import Settings

KEY = base64.b64encode(b"k" * 32).decode()
CARD = "060190054321||Nguyễn Thị Mẫu Kín|15011990|Nữ|Khu phố 9, Phường Phú Hài, Thành phố Phan Thiết, Tỉnh Bình Thuận|20052022"
OTHER = "060038000776||Trần Văn Cũ Kín|02091938|Nam|Khu phố 8, Phường Phú Hài, Thành phố Phan Thiết, Tỉnh Bình Thuận|20052022"
PLANTED = ("060190054321", "Nguyễn Thị Mẫu Kín", "Khu phố 9", "060038000776", "Trần Văn Cũ Kín")


class FormVisit:
    """`taps` counts what a finger did, `typed` the letters of the keyboard."""

    def __init__(self, folder: Path, here: Settings | None = None, url: str = "") -> None:
        self.stage = Stage(folder, here, url=url).start()
        self.kiosk = self.stage.kiosk
        self.taps = self.typed = 0

    @property
    def moment(self) -> Moment:
        return self.stage.moment

    def tap(self, verb: Any, *args: Any) -> Moment:
        self.taps += 1
        return self.stage.do(verb, *args)

    def show(self, card: str) -> Moment:
        """Hold a card before the camera: no tap."""
        self.stage.reader.show(card)
        self.stage.settle()
        return self.moment

    def begin(self, form: str, card: str = CARD) -> Moment:
        """From the first screen to the first question that the card does not answer."""
        listed = self.tap(self.kiosk.submit.start)
        assert isinstance(listed, Forms)
        self.tap(self.kiosk.submit.choose_form, next(row for row in listed.rows if row.form == form))
        self.tap(self.kiosk.submit.agree)
        page = self.show(card)
        assert isinstance(page, FormPage) and page.view.at == 0  # the card's address has new names by now: it is shown
        return self.next()

    def page(self) -> FormPage:
        assert isinstance(self.moment, FormPage), self.moment
        return self.moment

    def choose(self, field: str, code: str) -> Moment:
        return self.tap(self.kiosk.submit.choose, field, code)

    def next(self) -> Moment:
        return self.tap(self.kiosk.submit.next)

    def write(self, field: str, text: str) -> Moment:
        self.tap(self.kiosk.submit.write, field)
        for letter in text:
            self.typed += 1
            self.stage.do(self.kiosk.submit.key, "space" if letter == " " else letter)
        return self.tap(self.kiosk.submit.leave)

    def drawn(self, what: str, width: int = 900, size: int = 32) -> bytes:
        """What the visit's process draws; b"" where there is nothing."""
        got: list[bytes] = []
        self.kiosk.submit.draw(say.Draw(what, width, size), lambda drawn, pixels: got.append(bytes(pixels)))
        self.stage.settle()
        return got[0] if got else b""

    def to_review(self) -> Moment:
        """The extract of oneself, up to the sheets."""
        self.begin("trich-luc")
        self.choose("whom", "self")
        self.choose("paper", "birth")
        return self.next()

    def send(self) -> Moment:
        """From the sheets to the portal; the result is fetched at the counter."""
        self.tap(self.kiosk.send.confirm)
        self.tap(self.kiosk.send.online)
        self.tap(self.kiosk.send.papers_done)
        return self.tap(self.kiosk.send.at_counter)


__all__ = ["CARD", "KEY", "OTHER", "PLANTED", "FormRow", "FormVisit"]
