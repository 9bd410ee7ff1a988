"""Cut the fonts of the kiosk out of their sources: run again to add an icon or a letter, then look at what it draws.

    python .ci/make_assets.py --noto /usr/share/fonts/truetype/noto \\
        --symbols material-symbols-rounded.woff2 --mdi materialdesignicons-webfont.ttf

Needs fonttools, brotli, skia-pathops and pillow. Sources: Debian's fonts-noto-core 20201225 (Noto Sans 2.004, OFL 1.1), the npm packages
material-symbols 0.47.5 and @mdi/font 7.4.47 (both Apache 2.0). The result is kept in git: the kiosk and its tests need no sources.
"""

import argparse
import pathlib
import tomllib

from fontTools.pens.perimeterPen import PerimeterPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from pathops import LineCap, LineJoin, Path, PathOp, op
from PIL import Image, ImageDraw, ImageFont

ASSETS = pathlib.Path(__file__).resolve().parents[1] / "assets"

TEXT = [
    *range(0x20, 0x7F), *range(0xA0, 0x250),  # Latin, Latin-1, Extended-A and -B: Vietnamese and the names of the other peoples
    *range(0x1E00, 0x1F00), *range(0x300, 0x332),  # the composed Vietnamese letters, combining marks
    0x2BC, 0x2C6, 0x2C7, *range(0x2D8, 0x2DE), *range(0x2002, 0x200C), *range(0x2010, 0x2027), 0x202F, *range(0x2030, 0x203B),
    0x2044, 0x2070, *range(0x2074, 0x207A), *range(0x2080, 0x208A), 0x20AB, 0x20AC, 0x2116, 0x2122, 0x215B, 0x25CC, 0xFFFD,
]  # fmt: skip
# Noto Sans has no arrows, ticks or boxes: they come from its sister fonts.
BORROWED = {"NotoSansMath-Regular.ttf": "←↑→↓≤≥≈−", "NotoSansSymbols2-Regular.ttf": "✓✗☐☑☒■□●○"}

# name in the kiosk -> name in Material Symbols Rounded, or "mdi:" and a name in Material Design Icons
ICONS = {
    "arrow-right": "arrow_right_alt", "baby": "child_friendly", "back": "arrow_back", "backspace": "backspace", "bell": "notifications",
    "box": "check_box_outline_blank", "calendar": "calendar_month", "check": "check", "check-box": "check_box",
    "check-circle": "check_circle", "chevron-down": "keyboard_arrow_down", "chevron-left": "chevron_left",
    "chevron-right": "chevron_right", "chevron-up": "keyboard_arrow_up", "child": "child_care", "clock": "schedule", "close": "close",
    "contrast": "contrast", "copy": "content_copy", "cross-heart": "candle", "delete": "delete", "down": "arrow_downward",
    "edit": "edit", "elder": "elderly", "enter": "keyboard_return", "error": "error", "eye": "visibility", "eye-off": "visibility_off",
    "family": "family_restroom", "file": "description", "folder": "folder", "forward": "arrow_forward", "gavel": "gavel",
    "gear": "settings", "globe": "language", "hand": "back_hand", "hand-coin": "mdi:hand-coin", "handshake": "handshake",
    "health": "health_and_safety", "help": "help", "home": "home", "home-move": "moving_ministry", "house": "house", "id-card": "badge",
    "info": "info", "key": "key", "keyboard": "keyboard", "land": "landscape", "list": "format_list_bulleted", "lock": "lock",
    "low-screen": "vertical_align_bottom", "medal": "military_tech", "megaphone": "campaign", "minus": "remove", "money": "payments",
    "moon": "dark_mode", "office": "account_balance", "pen": "draw", "people": "groups", "person": "person",
    "person-search": "person_search", "phone": "call", "pin": "location_on", "plus": "add", "power": "power_settings_new",
    "pregnant": "pregnant_woman", "print": "print", "printer-alert": "print_error", "printer-off": "print_disabled", "qr": "qr_code_2",
    "refresh": "refresh", "restart": "restart_alt", "ring": "mdi:ring", "scales": "balance", "scan": "qr_code_scanner",
    "search": "search", "shield": "shield", "shift": "shift", "shop": "storefront", "smile": "sentiment_satisfied",
    "face-5": "sentiment_very_satisfied", "face-3": "sentiment_neutral",
    "face-2": "sentiment_dissatisfied", "face-1": "sentiment_very_dissatisfied",
    "speak": "volume_up", "stamp": "approval", "star": "star", "sun": "light_mode", "text-size": "format_size",
    "ticket": "confirmation_number", "up": "arrow_upward", "wait": "hourglass_top", "warning": "warning", "wheelchair": "accessible",
    "wifi-off": "wifi_off",
}  # fmt: skip


def subset(font: TTFont, unicodes: list[int], features: list[str]) -> None:
    options = Options(layout_features=features, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], glyph_names=True)
    cutter = Subsetter(options)
    cutter.populate(unicodes=unicodes)
    cutter.subset(font)


def graft(target: TTFont, source: TTFont, glyph: str, code: int, lift: int = 0) -> None:
    """Copy one outline into `target`, scaled to its em, standing on its line or `lift` units above."""
    scale = target["head"].unitsPerEm / source["head"].unitsPerEm
    outline = DecomposingRecordingPen(source.getGlyphSet())
    source.getGlyphSet()[glyph].draw(outline)
    pen = TTGlyphPen(None)
    outline.replay(TransformPen(pen, (scale, 0, 0, scale, 0, lift)))
    name = f"uni{code:04X}"
    target.setGlyphOrder([*target.getGlyphOrder(), name])
    target["glyf"][name] = pen.glyph()
    target["glyf"][name].recalcBounds(target["glyf"])
    target["hmtx"][name] = (round(source["hmtx"][glyph][0] * scale), target["glyf"][name].xMin)
    for table in target["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def text_font(noto: pathlib.Path, weight: str) -> None:
    font = TTFont(noto / f"NotoSans-{weight}.ttf")
    subset(font, TEXT, ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "tnum", "lnum"])
    for file, letters in BORROWED.items():
        source = TTFont(noto / file)
        for letter in letters:
            graft(font, source, source.getBestCmap()[ord(letter)], ord(letter))
    font.save(ASSETS / "fonts" / f"NotoSans-{weight}.ttf")


def without_slivers(path: Path, thinnest: float) -> Path:
    """The contours that are thicker than a hairline: area over length, in font units."""
    kept = Path()
    for contour in path.contours:
        length = PerimeterPen()
        contour.draw(length)
        if abs(contour.area) > thinnest * length.value:
            contour.draw(kept.getPen())
    return kept


def close_seams(font: TTFont, width: float = 14.0) -> None:
    """Filling an icon leaves hairlines between its old parts: widen every shape by half of `width`, which closes them."""
    for glyph in font.getGlyphOrder():
        drawn, edge, pen = Path(), Path(), TTGlyphPen(None)
        font.getGlyphSet()[glyph].draw(drawn.getPen(glyphSet=font.getGlyphSet()))
        shape = without_slivers(drawn, 1.0)
        shape.draw(edge.getPen())
        edge.stroke(width, LineCap.ROUND_CAP, LineJoin.MITER_JOIN, 4)
        whole = op(shape, edge, PathOp.UNION)
        whole.convertConicsToQuads()
        without_slivers(whole, width).draw(pen)
        font["glyf"][glyph] = pen.glyph()


def ligatures(font: TTFont) -> dict[str, str]:
    """Material Symbols knows its icons by name: a ligature of the name's letters."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items() if code < 0x7F}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, rest in getattr(getattr(table, "ExtSubTable", table), "ligatures", {}).items():
                found |= {"".join(letters.get(part, "?") for part in [first, *one.Component]): one.LigGlyph for one in rest}
    return found


def icon_font(symbols: pathlib.Path, mdi: pathlib.Path) -> None:
    """Filled, upright, drawn for large sizes; the icons of the second font get code points that the first one leaves free."""
    font, other = TTFont(symbols), TTFont(mdi)
    font.flavor = None
    glyphs, codes = ligatures(font), {glyph: code for code, glyph in sorted(font.getBestCmap().items(), reverse=True)}
    points = {name: codes[glyphs[source]] for name, source in ICONS.items() if not source.startswith("mdi:")}
    instantiateVariableFont(font, {"FILL": 1, "GRAD": 0, "opsz": 48, "wght": 500}, inplace=True, overlap=False)
    subset(font, sorted(points.values()), [])
    close_seams(font)
    middle, other_middle = (font["hhea"].ascent + font["hhea"].descent) / 2, (other["hhea"].ascent + other["hhea"].descent) / 2
    lift = round(middle - other_middle * font["head"].unitsPerEm / other["head"].unitsPerEm)
    foreign = sorted(name for name in ICONS if name not in points)
    for code, name in enumerate(foreign, start=0xF8A0):
        points[name] = code
        graft(font, other, ICONS[name].removeprefix("mdi:"), code, lift)
    for number, label in {1: "Kiosk Icons", 3: "KioskIcons", 4: "Kiosk Icons", 6: "KioskIcons"}.items():
        font["name"].setName(label, number, 3, 1, 0x409)
    font.save(ASSETS / "icons" / "icons.ttf")
    lines = [f'{name} = "\\u{points[name]:04X}"  # {ICONS[name]}' for name in sorted(points)]
    head = "# name = its character in icons.ttf  # where it comes from; written by .ci/make_assets.py\n"
    (ASSETS / "icons" / "icons.toml").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


def safe_picture() -> None:
    """What the panel shows when the kiosk itself does not start (kiosk-safe.service): a sentence in each language."""
    picture = Image.new("RGB", (1080, 1920), "#F6F2E9")
    draw = ImageDraw.Draw(picture)
    icon = ImageFont.truetype(ASSETS / "icons" / "icons.ttf", 260)
    bold = ImageFont.truetype(ASSETS / "fonts" / "NotoSans-Bold.ttf", 76)
    plain = ImageFont.truetype(ASSETS / "fonts" / "NotoSans-Regular.ttf", 52)
    points = tomllib.loads((ASSETS / "icons" / "icons.toml").read_text(encoding="utf-8"))
    draw.text((540, 480), points["person"], font=icon, fill="#0B5A63", anchor="mm")
    for y, text, font, ink in (
        (820, "Máy đang tạm nghỉ", bold, "#13262B"),
        (960, "Mời ông/bà gặp cán bộ ở quầy,\ncán bộ sẽ giúp ngay.", plain, "#13262B"),
        (1240, "This kiosk is out of service", plain, "#51656A"),
        (1330, "Please go to a counter.", plain, "#51656A"),
    ):
        draw.multiline_text((540, y), text, font=font, fill=ink, anchor="ma", align="center", spacing=16)
    picture.quantize(32).save(ASSETS.parent / "config" / "system" / "safe.png", optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("noto", "symbols", "mdi"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    options = parser.parse_args()
    for weight in ("Regular", "Bold"):
        text_font(options.noto, weight)
    icon_font(options.symbols, options.mdi)
    safe_picture()


if __name__ == "__main__":
    main()
