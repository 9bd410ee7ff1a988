"""What people, faulty codes and attackers may hold before the camera. All persons are invented.

A batch of texts grows from one number: hypothesis draws the number, and a failure names it.
"""

from random import Random

from hypothesis import strategies as st

BATCH = 20
CARD = "060190000123|261234567|Nguyễn Thị Mẫu|15011990|Nữ|Khu phố 1, Phú Hài, Phan Thiết, Bình Thuận|10052021"
CARD_2024 = "060201000456||Trần Văn Mẫu|02032001|Nam|Phú Hài, Phan Thiết, Bình Thuận|10082024||||"
CODE = "000.00.06.H56-231027-0361"
ADDRESS = f"https://motcua.example.vn/portaldvc/tra-cuu?SGT=060190000123&MHS={CODE}"
BANK = "00020101021138540010A00000072701240006970423011000999999990208QRIBFTTA53037045802VN6304CBB4"
ZONE = "IDVNM1900001230060190000123<<8\n9001158F3001156VNM<<<<<<<<<<<2\nNGUYEN<<THI<MAU<<<<<<<<<<<<<<<"
INSURANCE = "GD4797931201234|4e677579e1bb856e|01/01/1990|1|5048|79 - 024|01/01/2021|-|31/12/2021|79|-|4|-|1a2b|$"
VALID = (CARD, CARD_2024, CODE, ADDRESS, BANK, ZONE, INSURANCE, "PH1:ABCDEFGHIJ234567", "WIFI:S:Nha;T:WPA;P:12345678;;")

CONTROLS = ("\x00", "\x07", "\x18", "\x7f", "\x85", "\x9b", "\x1b@", "\x1bp\x00\x19\xfa", "\x1dV\x00", "\x1d(k\x04", "\x10\x04\x01")
MARKUP = ("[ref=admin]x[/ref]", "[size=99999]", "[size=abc]", "[font=/etc/passwd]", "[color=zz]", "&bl;", "&amp;", "<b>", "{0.a}", "%s")
CODING = ("'+str(__import__('os').getpid)+'", "'; drop table t;--", "../../etc/passwd", "file:///etc/passwd", "javascript:alert(1)")
UNSEEN = ("\ud800", "\udfff", "\u202e", "\u200b", "\u2066", "\ufeff", "\u2028", "\ue000", "\U000f0000", "\ufffe", "\u3164", "\ufe0f")
LETTERS = ("a" + "\u0301" * 5, "\u0301" * 300, "Ế\u0301\u0323\u0306\u031b", "ﷺ" * 20, "９" * 12, "²" * 12)
NUMBERS = ("0" * 11, "0" * 13, "999201000456", "31022001", "00000000", "29021900", "15012999")
LENGTHS = ("|" * 12, "|" * 400, "9" * 4296, "A" * 2953, "é" * 300, "." * 300, "-" * 300, "A." * 150, "0" * 200 + "-")
ADDRESSES = ("http://[", "http://a:b@[::1", "https://%zz%", "//", "?MHS=&MHS=", "%25" * 100, "&" * 300, "=" * 300)
BEGINNINGS = ("WIFI:", "BEGIN:VCARD\nN:x\n", "000201", "P<VNM", "IDVNM", "PH1:", "00.")
ATTACKS = (*CONTROLS, *MARKUP, *CODING, *UNSEEN, *LETTERS, *NUMBERS, *LENGTHS, *ADDRESSES, *BEGINNINGS)
PIECES = ("", "|", "-", ".", "&", "=", "%0O", "O", "a", "\n", " ", "Ắ", "ữ", "0", "?")

seeds = st.integers(0, 2**32 - 1)


def mutations(seed: int) -> list[str]:
    """Valid texts with up to six places changed: a piece cut out, doubled, swapped, or an attack put in."""
    return [_mutation(random) for random in _randoms(seed)]


def fields(seed: int) -> list[str]:
    """Seven or so fields, each plausible or an attack."""
    plausible = (*CARD.split("|"), *CARD_2024.split("|"))
    found = []
    for random in _randoms(seed):
        parts = [CARD.split("|")[at] if at < 7 else "" for at in range(random.choice((6, 7, 7, 7, 11, 14)))]
        for _ in range(random.randint(1, 4)):
            parts[random.randrange(len(parts))] = random.choice((random.choice(ATTACKS), random.choice(plausible), _letters(random)))
        found.append("|".join(parts))
    return found


def addresses(seed: int) -> list[str]:
    """Look-up addresses with parameters of every kind, in any order."""
    fronts = ("https://a.vn/t?", "HTTP://a?", "www.a.vn/#/?", "a.gov.vn/x?", "https://a.vn/#", f"https://a.vn/{CODE}?")
    names = ("MHS", "mhs", "code", "SGT", "secret", "x", "", "%4dHS", "redirect")
    values = (CODE, "H55.242-250801-0012", "%30", "060190000123", "ab12", ADDRESS.replace("&", "%26"))
    found = []
    for random in _randoms(seed):
        given = [random.choice(random.choice((values, ATTACKS))) for _ in range(random.randint(0, 6))]
        found.append(random.choice(fronts) + "&".join(f"{random.choice(names)}={value}" for value in given))
    return found


def noise() -> st.SearchStrategy[str]:
    """Any text at all, half surrogates included, and texts read with a wrong encoding."""
    wrong = [text.encode("utf-8").decode(encoding, "replace") for text in VALID for encoding in ("utf-16", "cp1258", "utf-7", "cp437")]
    return st.one_of(st.text(st.characters(), max_size=600), st.sampled_from(wrong))


def _mutation(random: Random) -> str:
    text = random.choice(VALID)
    for _ in range(random.randint(1, 6)):
        at, length = random.randint(0, len(text)), random.randint(0, 8)
        piece = random.choice(random.choice((ATTACKS, PIECES, PIECES, (text[at : at + length] * 2,), (_letters(random),))))
        text = text[:at] + piece + text[at + random.choice((0, 1, length)) :]
    return text


def _letters(random: Random) -> str:
    """A few characters out of the whole of Unicode, half surrogates included."""
    ends = random.choice((0x7F, 0x17F, 0x1EFF, 0xFFFF, 0x10FFFF))
    return "".join(chr(random.randint(0, ends)) for _ in range(random.randint(1, 4)))


def _randoms(seed: int) -> list[Random]:
    return [Random(seed * BATCH + at) for at in range(BATCH)]
