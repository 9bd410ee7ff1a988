"""Every word a citizen can read has its letters, every icon its picture, and every font its licence."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageDraw, ImageFont

from kiosk import paths

TEXT_FONTS = ["NotoSans-Regular.ttf", "NotoSans-Bold.ttf"]
ICON_FONT = paths.ASSETS / "icons" / "icons.ttf"
ICONS: dict[str, str] = tomllib.loads((paths.ASSETS / "icons" / "icons.toml").read_text(encoding="utf-8"))

VOWELS = "aăâeêioôơuưy"
TONES = "\u0300\u0301\u0303\u0309\u0323"
VIETNAMESE = "đ" + "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in ["", *TONES])
OTHER_PEOPLES = "ŏŭčĕĭñƀbêôơưăâ"
SIGNS = "–—…•'\"’“”·×₫№°½←↑→↓✓☐☑≥≤−"


@cache
def letters(file: str) -> frozenset[int]:
    return frozenset(TTFont(paths.ASSETS / "fonts" / file).getBestCmap())


def drawn(font: ImageFont.FreeTypeFont, text: str) -> Image.Image:
    picture = Image.new("L", (160, 160))
    ImageDraw.Draw(picture).text((80, 80), text, font=font, fill=255, anchor="mm")
    return picture


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def written() -> list[Path]:
    return sorted([*(paths.ASSETS / "strings").glob("*.toml"), *paths.CONFIG.rglob("*.toml")])


@pytest.mark.parametrize("file", TEXT_FONTS)
def test_vietnamese_the_other_peoples_names_and_the_signs_have_their_letters(file: str) -> None:
    wanted = VIETNAMESE + VIETNAMESE.upper() + OTHER_PEOPLES + OTHER_PEOPLES.upper() + SIGNS + TONES + "\u0306\u0331"
    assert {letter for letter in wanted if ord(letter) not in letters(file)} == set()


@pytest.mark.parametrize("file", written(), ids=lambda file: file.name)
def test_every_letter_of_a_file_of_words_is_in_both_fonts(file: Path) -> None:
    said = "".join(texts(tomllib.loads(file.read_text(encoding="utf-8"))))
    assert unicodedata.is_normalized("NFC", said)
    for font in TEXT_FONTS:
        assert {letter for letter in said if ord(letter) not in letters(font) and letter not in "\n"} == set()


def test_the_tones_of_stacked_letters_are_seen_apart() -> None:
    font = ImageFont.truetype(paths.ASSETS / "fonts" / "NotoSans-Regular.ttf", 60)
    pictures = {letter: drawn(font, letter).tobytes() for letter in VIETNAMESE + VIETNAMESE.upper()}
    assert len(set(pictures.values())) == len(pictures)


@pytest.mark.parametrize("name", sorted(ICONS))
def test_an_icon_is_a_picture(name: str) -> None:
    assert ord(ICONS[name]) in TTFont(ICON_FONT).getBestCmap()
    font = ImageFont.truetype(ICON_FONT, 96)
    picture = drawn(font, ICONS[name])
    left, top, right, bottom = picture.getbbox() or (0, 0, 0, 0)
    assert max(right - left, bottom - top) >= 34
    assert 80 - 12 <= (top + bottom) / 2 <= 80 + 12, "not in the middle of its line"
    assert ImageChops.difference(picture, drawn(font, "\uffff")).getbbox(), "the sign for a missing glyph"


def test_two_names_for_one_picture_are_meant() -> None:
    twins = {name for name in ICONS for other in ICONS if name != other and ICONS[name] == ICONS[other]}
    assert twins == set()


def test_every_icon_a_screen_or_a_procedure_names_is_there() -> None:
    screens = Path(__file__).resolve().parents[1] / "screens"
    kv = "".join(file.read_text(encoding="utf-8") for file in screens.glob("*.kv"))
    toml = "".join(file.read_text(encoding="utf-8") for file in written())
    named = {*re.findall(r"""icon\w*:\s*["']([a-z-]+)["']""", kv), *re.findall(r'^icon\s*=\s*"([^"]+)"', toml, re.MULTILINE)}
    assert named
    assert named - set(ICONS) == set()


@pytest.mark.parametrize("folder", ["fonts", "icons"])
def test_the_licence_stands_beside_the_font(folder: str) -> None:
    licences = [file.read_text(encoding="utf-8") for file in (paths.ASSETS / folder).glob("LICENSE*")]
    mark = {"fonts": "SIL OPEN FONT LICENSE Version 1.1", "icons": "Apache License"}[folder]
    assert any(mark in text for text in licences)
    assert mark.split(" Version")[0].lower() in (paths.ASSETS / "LICENSES.md").read_text(encoding="utf-8").lower()
