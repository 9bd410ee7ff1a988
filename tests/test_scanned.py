"""What a scan means: the right thing for whatever a citizen holds before the camera, and harm from nothing."""

import time
import unicodedata
from contextlib import suppress
from dataclasses import fields as fields_of
from datetime import date
from statistics import median

import hostile_texts
import pytest
from hostile_texts import ADDRESS, BANK, CARD, CARD_2024, CODE, INSURANCE, ZONE
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from shared_vectors import vectors

from kiosk import scan_words
from kiosk.rules.idcard import Card, NotACard
from kiosk.rules.idcard import parse as parse_card
from kiosk.rules.receipt import NotAReceipt, Receipt, shape, suggest, typed
from kiosk.rules.receipt import parse as parse_receipt
from kiosk.rules.scanned import Other, TicketCode, kind_of, read, seen
from kiosk.rules.seen import SeenCard, SeenOther, SeenReceipt, SeenTicket
from kiosk.toml_table import FORBIDDEN

KNOWN = scan_words.load()
TODAY = date(2026, 11, 25)
MOST_SECONDS = 0.05
OTHERS = {
    "https://example.vn/": "link",
    "HTTP://EXAMPLE.VN": "link",
    "www.example.vn/a": "link",
    BANK: "bank",
    BANK[:-1] + "5": "unknown",  # its checksum is wrong
    "000201": "unknown",
    "WIFI:T:WPA;S:Nha toi;P:12345678;;": "wifi",
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Mẫu\r\nEND:VCARD": "contact",
    "MECARD:N:Mau;TEL:0900000000;;": "contact",
    INSURANCE: "insurance",
    "0123456789|4e67|01/01/1990|1|50": "insurance",
    "P<VNMMAU<<VAN<AN<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\nC0000000<0VNM9001011M3001011<<<<<<<<<<<<<<00": "passport",
    ZONE.replace("9001158F", "9001157F"): "passport",  # a zone whose check digits do not hold
    CARD.replace("15011990", "31021990"): "id-faulty",
    CARD.replace("060190000123", "260123456"): "id-faulty",
    CARD.replace("Nữ", "Khác"): "id-faulty",
    "a|b": "unknown",
    "xin chào": "unknown",
    "": "unknown",
    "8934563138165": "unknown",  # a bar code from a shop
    "x" * 5_000: "unknown",
    "BEGIN:VCARD\n" + "x" * 5_000: "contact",
}


class TestWhatIsHeldUp:
    def test_an_id_card_is_a_card(self) -> None:
        assert isinstance(read(CARD, KNOWN, TODAY), Card) and isinstance(read(CARD_2024, KNOWN, TODAY), Card)

    def test_the_zone_on_the_back_of_an_id_card_is_a_card_too(self) -> None:
        assert isinstance(found := read(ZONE), Card) and found.number == "060190000123"

    def test_a_receipt_is_a_receipt_bare_or_as_an_address(self) -> None:
        assert read(CODE) == Receipt(CODE)
        assert read(ADDRESS, KNOWN) == Receipt(CODE, "", "060190000123")

    def test_without_the_ward_s_files_an_address_still_tells_its_code(self) -> None:
        assert read(ADDRESS) == Receipt(CODE)

    @pytest.mark.parametrize(
        "text", ["PH1:ABCDEFGHIJ234567", " ph1:ABCDEFGHIJ234567\r\n", "https://so.phuhai.example/f/ABCDEFGHIJ234567"]
    )
    def test_our_own_ticket_is_a_ticket(self, text: str) -> None:
        assert read(text) == TicketCode("ABCDEFGHIJ234567")

    @pytest.mark.parametrize("text", ["PH1:ABCDEFGHIJ23456", "PH1:ABCDEFGHIJ2345678", "PH1:ABCDEFGHIJ23456-", "PH2:ABCDEFGHIJ234567"])
    def test_what_only_looks_like_a_ticket_is_none(self, text: str) -> None:
        assert read(text) == Other("unknown")

    @pytest.mark.parametrize(("text", "kind"), OTHERS.items(), ids=[repr(text[:24]) for text in OTHERS])
    def test_anything_else_has_a_polite_name(self, text: str, kind: str) -> None:
        assert read(text, KNOWN, TODAY) == Other(kind)  # type: ignore[arg-type]

    def test_published_bank_codes_are_bank_codes(self) -> None:
        for vector in vectors("vectors/vietqr.json", "published bank codes were not tried")["vectors"]:
            assert read(vector["payload"]) == Other("bank")

    def test_kinds_in_the_words_of_the_scan_command(self) -> None:
        texts = {CARD: "idcard", CODE: "receipt", ADDRESS: "receipt", "https://example.vn/": "link", BANK: "unknown", "": "unknown"}
        assert {text: kind_of(text) for text in texts} == texts


class TestWhatTheScreenMayKnow:
    def test_a_card_is_masked(self) -> None:
        assert seen(read(CARD, KNOWN)) == SeenCard("Nguyễn T** M**", "•••• •••• 0123")

    def test_a_card_tells_its_warnings(self) -> None:
        shown = seen(read(CARD.replace("060190", "999190"), KNOWN))
        assert isinstance(shown, SeenCard) and shown.warnings == ("card.warning.province",)

    def test_a_receipt_tells_its_code_and_whether_it_brought_the_second_thing(self) -> None:
        assert seen(read(ADDRESS, KNOWN)) == SeenReceipt(CODE, second=True)
        assert seen(read(CODE)) == SeenReceipt(CODE)

    def test_a_ticket_and_the_rest(self) -> None:
        assert seen(TicketCode("ABCDEFGHIJ234567")) == SeenTicket("ABCDEFGHIJ234567")
        assert seen(Other("bank")) == SeenOther("bank")

    @pytest.mark.parametrize("text", [CARD, ADDRESS + "&secret=ab12", ZONE])
    def test_no_private_word_is_in_what_python_prints_of_it(self, text: str) -> None:
        meaning = read(text, KNOWN)
        for private in ("060190000123", "Mẫu", "MAU", "261234567", "Phan Thiết", "ab12", "1990"):
            assert private not in repr(meaning) and private not in repr(seen(meaning))

    @pytest.mark.parametrize("text", [CARD.replace("1501", "3102"), CARD.replace("0601", "x601"), CARD + "\x00", "9" * 600])
    def test_no_private_word_is_in_an_error(self, text: str) -> None:
        for parse in (parse_card, parse_receipt):
            with pytest.raises((NotACard, NotAReceipt)) as caught:
                parse(text)
            assert str(caught.value) == caught.value.why and caught.value.why.split(".")[0] in ("card", "receipt")
            assert caught.value.__cause__ is None


def outgoing(text: str) -> list[str]:
    """Every word that leaves the parsers for this text."""
    meaning = read(text, KNOWN, TODAY)
    shown = seen(meaning)
    found = [kind_of(text)]
    for thing in (meaning, shown):
        for one in fields_of(thing):
            value = getattr(thing, one.name)
            found += value if isinstance(value, tuple) else [value] if isinstance(value, str) else []
    return found


TIMES: list[float] = []


def unharmed(text: str) -> None:
    """No exception beyond the two of the parsers, and only plain, composed, short words come out."""
    began = time.perf_counter()
    words = outgoing(text)
    TIMES.append(time.perf_counter() - began)
    for word in words:
        assert not FORBIDDEN.search(word) and "&" not in word
        assert unicodedata.is_normalized("NFC", word)
        assert len(word) <= 512
    for parse, refusal in ((parse_card, NotACard), (parse_receipt, NotAReceipt)):
        with suppress(refusal):
            parse(text)


def tries(count: int) -> hypothesis_settings:
    return hypothesis_settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))


class TestTenThousandHostileTexts:
    """4,000 changed valid ones, 5,600 out of the classes of attacks, 400 of anything at all."""

    @tries(4_000 // hostile_texts.BATCH)
    @given(hostile_texts.seeds)
    def test_a_damaged_code_harms_nothing(self, seed: int) -> None:
        for text in hostile_texts.mutations(seed):
            unharmed(text)

    @tries(3_600 // hostile_texts.BATCH)
    @given(hostile_texts.seeds)
    def test_fields_of_every_kind_harm_nothing(self, seed: int) -> None:
        for text in hostile_texts.fields(seed):
            unharmed(text)

    @tries(2_000 // hostile_texts.BATCH)
    @given(hostile_texts.seeds)
    def test_addresses_of_every_kind_harm_nothing(self, seed: int) -> None:
        for text in hostile_texts.addresses(seed):
            unharmed(text)

    @tries(400)
    @given(hostile_texts.noise())
    def test_noise_harms_nothing(self, text: str) -> None:
        unharmed(text)

    @pytest.mark.parametrize("attack", hostile_texts.ATTACKS, ids=range(len(hostile_texts.ATTACKS)))
    def test_every_single_attack_alone_and_in_every_field(self, attack: str) -> None:
        unharmed(attack)
        for place in range(7):
            parts = CARD.split("|")
            parts[place] += attack
            unharmed("|".join(parts))
            parts[place] = attack
            unharmed("|".join(parts))

    @tries(50)
    @given(hostile_texts.seeds)
    def test_typing_never_fails_either(self, seed: int) -> None:
        for text in (*hostile_texts.mutations(seed), *hostile_texts.fields(seed)):
            assert len(typed(text)) <= 80 and not FORBIDDEN.search(typed(text)) and "&" not in typed(text)
            assert shape(text).part in ("unit", "day", "serial", "whole", "wrong")
            assert all(longer.startswith(text.strip().upper()) for longer in suggest(text, "H11.38", TODAY))

    def test_it_is_quick(self) -> None:
        """On the median, so that a busy machine fails nobody."""
        for text in (*hostile_texts.ATTACKS, *hostile_texts.VALID):
            unharmed(text)
        assert median(TIMES) <= MOST_SECONDS

    @pytest.mark.parametrize("text", ["a." * 256, "a-" * 256, "1." * 255 + "/", "%25" * 170, "0" * 512, "ê" * 170, "IDVNM" + "<" * 507])
    def test_no_text_takes_long_however_it_is_made(self, text: str) -> None:
        """A pattern that tries every way to read such a text would take minutes."""
        times = []
        for _ in range(5):
            began = time.perf_counter()
            unharmed(text)
            times.append(time.perf_counter() - began)
        assert median(times) <= MOST_SECONDS
