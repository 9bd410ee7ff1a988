"""Numbers and letters as they are said aloud: "một trăm linh năm", "hai mươi mốt", "bê".

The grammar of Vietnamese numbers: mốt, tư, lăm after tens above mười (lăm after mười too), linh before a lone unit, không trăm in an
inner group of thousands.
"""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
LETTERS = {
    "A": "a", "B": "bê", "C": "xê", "D": "dê", "Đ": "đê", "E": "e", "F": "ép", "G": "gờ", "H": "hát", "I": "i", "J": "gi", "K": "ca",
    "L": "lờ", "M": "mờ", "N": "nờ", "O": "o", "P": "pê", "Q": "quy", "R": "rờ", "S": "ét", "T": "tê", "U": "u", "V": "vê", "W": "vê kép",
    "X": "ích", "Y": "y", "Z": "dét",
}  # fmt: skip
LARGEST = 999_999
_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen")
_ENGLISH = (*_ONES, "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def number(value: int, language: str = "vi") -> str:
    """0 to LARGEST in words. Raises ValueError beyond."""
    if not 0 <= value <= LARGEST:
        raise ValueError(f"{value} is not said aloud")
    if language == "en":
        return _english(value)
    thousands, rest = divmod(value, 1000)
    if not thousands:
        return _below_thousand(rest)
    return f"{_below_thousand(thousands)} nghìn" + (f" {_below_thousand(rest, inner=True)}" if rest else "")


def _below_thousand(value: int, inner: bool = False) -> str:
    """`inner`: something larger was said before, so that hundreds and tens that are none are said too."""
    hundreds, rest = divmod(value, 100)
    if not hundreds and not inner:
        return _below_hundred(rest)
    said = f"{DIGITS[hundreds]} trăm"
    if not rest:
        return said
    return f"{said} linh {DIGITS[rest]}" if rest < 10 else f"{said} {_below_hundred(rest)}"


def _below_hundred(value: int) -> str:
    tens, ones = divmod(value, 10)
    if not tens:
        return DIGITS[ones]
    said = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    if not ones:
        return said
    last = {1: "một" if tens == 1 else "mốt", 4: "bốn" if tens == 1 else "tư", 5: "lăm"}.get(ones, DIGITS[ones])
    return f"{said} {last}"


def _english(value: int) -> str:
    if value < 20:
        return _ENGLISH[value]
    if value < 100:
        return _TENS[value // 10] + (f" {_ENGLISH[value % 10]}" if value % 10 else "")
    size, word = (1000, "thousand") if value >= 1000 else (100, "hundred")
    head, rest = divmod(value, size)
    joint = " and " if rest and (size == 100 or rest < 100) else " "
    return f"{_english(head)} {word}" + (f"{joint}{_english(rest)}" if rest else "")


def mark(text: str, language: str = "vi") -> str:
    """A prefix or the name of a counter: "A" -> "a", "A-K2" -> "a, ca hai", "3B" -> "ba bê"."""
    parts = []
    for part in text.upper().split("-"):
        said, digits = [], ""
        for letter in f"{part} ":
            if letter.isascii() and letter.isdigit():
                digits += letter
                continue
            if digits:
                said.append(number(int(digits[:6]), language))
                digits = ""
            if letter != " ":
                said.append(LETTERS.get(letter, letter) if language == "vi" else letter)
        parts.append(" ".join(said))
    return ", ".join(parts)
