"""The dossier's code: printed, typed in a hurry, or inside a look-up address; nothing is fetched."""

from datetime import date
from itertools import permutations

import pytest
from hostile_texts import ADDRESS, CODE
from hypothesis import given
from hypothesis import strategies as st
from shared_vectors import vectors

from kiosk import scan_words
from kiosk.rules.receipt import NotAReceipt, Receipt, Shape, is_address, looks_like, parse, shape, suggest, typed
from kiosk.rules.receipt_code import day_of

NAMES = scan_words.load().parameters
OWNER = "060190000123"
TODAY = date(2026, 11, 25)
OTHER_CODE = "H55.242-250801-0012"


def refused(text: str) -> str:
    with pytest.raises(NotAReceipt) as caught:
        parse(text, NAMES)
    return caught.value.why


class TestTheCodeItself:
    def test_the_published_shapes(self) -> None:
        for case in vectors("vectors/dossier_codes.json", "the published codes were not tried")["observed"]:
            assert parse(case["c"]) == Receipt(case["c"]) and typed(case["c"]) == case["c"], case["src"]

    @pytest.mark.parametrize("text", [CODE.lower(), f"  {CODE} \r\n", f"\ufeff{CODE}", f"]C1{CODE}", f"]C0{CODE}\n"])
    def test_as_scanners_hand_it_over(self, text: str) -> None:
        assert parse(text) == Receipt(CODE)

    @pytest.mark.parametrize(
        "text",
        [
            "000 00 06 H56 231027 0361",
            "000.00.06.h56 - 231027 - 0361",
            "ooo.oo.o6.H56-231o27-o361",
            "000,00,06,H56-231027-0361",
            "000.00.06.H56–231027—0361",
            "000-00-06-H56-231027-0361",
            "000.00.06.H56/231027/0361",
            "000.00.06.H56_231027_0361",
            "000..00.06.H56--231027-0361.",
            "OOO.OO.O6.H56-23IO27-O36l",
        ],
    )
    def test_as_people_type_it(self, text: str) -> None:
        assert typed(text) == CODE and looks_like(text) and parse(text) == Receipt(CODE)

    def test_the_letter_of_a_province_keeps_its_zeros(self) -> None:
        assert typed("HO6.1-250801-0012") == "H06.1-250801-0012"
        assert typed("H1O.38.2O-250801-0012") == "H10.38.20-250801-0012"

    def test_letters_that_belong_there_stay(self) -> None:
        assert typed("KON.TOO1-250801-0012") == "KON.TOO1-250801-0012"

    @pytest.mark.parametrize("text", ["000.00.06.G04.190701.0501", "000 00.06.g04 .190701.0501"])
    def test_dots_throughout_stay_dots(self, text: str) -> None:
        assert typed(text) == "000.00.06.G04.190701.0501"

    @pytest.mark.parametrize("text", ["G09.20-20260609-0092637", "G09.20-09062026-0092637", "A-010199-001", "A-311224-001"])
    def test_years_in_four_digits_and_days_in_both_orders(self, text: str) -> None:
        assert parse(text) == Receipt(text)

    @pytest.mark.parametrize(
        ("code", "day"),
        [
            (CODE, date(2023, 10, 27)),
            ("G09-20260609-0092637", date(2026, 6, 9)),
            ("G09-31122026-001", date(2026, 12, 31)),
            ("A-010132-001", date(2032, 1, 1)),
            ("A-251327-001", None),
            ("A", None),
        ],
    )
    def test_the_day_in_it(self, code: str, day: date | None) -> None:
        assert day_of(code) == day

    @pytest.mark.parametrize(
        "text",
        ["", " ", OWNER, "260123456", "8934563138165", "H55", "H55-250801", "H55-251301-0012", "H55-253232-0012", "H55-19991231-0012"]
        + ["H55-2508-0012", "H55-250801-12", "H55-250801-12345678", "TOOLONG-250801-0012", "H55-250801-001A", "Đ55-250801-0012", "B 012"],
    )
    def test_what_is_no_code(self, text: str) -> None:
        assert refused(text) == "receipt.shape" and not looks_like(text)

    @pytest.mark.parametrize(("text", "why"), [("\x00", "characters"), ("\u200b", "characters"), (" " * 512 + "x", "size")])
    def test_what_may_not_even_be_looked_at(self, text: str, why: str) -> None:
        assert refused(CODE + text) == f"receipt.{why}"

    @given(st.from_regex(r"[A-Z0-9]{1,5}(\.[A-Z0-9]{1,5}){0,9}-2[0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])-[0-9]{3,7}", fullmatch=True))
    def test_every_code_of_the_shape_is_read_and_normalised_once(self, text: str) -> None:
        assert looks_like(text) and typed(typed(text)) == typed(text)


class TestInsideAnAddress:
    def test_code_and_the_owner_s_number_of_a_printed_receipt(self) -> None:
        assert parse(ADDRESS, NAMES) == Receipt(CODE, "", OWNER)

    def test_parameters_in_any_order(self) -> None:
        for order in permutations((f"MHS={CODE}", f"SGT={OWNER}", "secret=aB12", "lang=vi")):
            assert parse("https://a.vn/tra-cuu?" + "&".join(order), NAMES) == Receipt(CODE, "aB12", OWNER)

    @pytest.mark.parametrize("name", ["MHS", "mhs", "MaHoSo", "MAHOSO", "code", "Code", "dossierNo", "DOSSIERNO", "ma_ho_so", "Ma_Ho_So"])
    def test_parameters_in_any_case(self, name: str) -> None:
        assert parse(f"https://a.vn/?{name}={CODE}", NAMES) == Receipt(CODE)

    @pytest.mark.parametrize(
        "address",
        [
            f"HTTPS://A.VN/?MHS={CODE}",
            f"http://a.vn:8080/x/y?MHS={CODE}#top",
            f"https://user:word@a.vn/?MHS={CODE}",
            f"www.a.vn?MHS={CODE}",
            f"a.gov.vn/tra-cuu?MHS={CODE}",
            f"https://a.vn/#/tra-cuu?MHS={CODE}",
            f"https://a.vn/#MHS={CODE}",
            f"https://a.vn/?x=1;MHS={CODE}",
            f"https://a.vn/?x=1&amp;MHS={CODE}",
            "https://a.vn/?MHS=000.00.06.H56%2D231027%2D0361",
            "https://a.vn/?%4DHS=000%2e00.06.H56-231027-0361",
            "https://a.vn/?MHS=000.00.06.H56%252D231027%252D0361",
            "https://a.vn/?MHS=000.00.06.h56+231027+0361",
            f"https://a.vn/?MHS=%20{CODE}%20",
            f"https://a.vn/?MHS={CODE}&MHS={CODE}",
            f"https://a.vn/?MHS=&MHS={CODE}",
            f"https://a.vn/?code=abc123&MHS={CODE}",
            f"https://a.vn/tra-cuu/{CODE}",
            f"https://a.vn/#/tra-cuu/{CODE}?x=1",
            f"https://a.vn/?whatever={CODE}",
            f"https://[::1/?MHS={CODE}",
        ],
    )
    def test_the_code_is_found(self, address: str) -> None:
        assert parse(address, NAMES) == Receipt(CODE)

    def test_a_named_parameter_counts_before_one_nobody_knows(self) -> None:
        assert parse(f"https://a.vn/{OTHER_CODE}?other={OTHER_CODE}&MHS={CODE}", NAMES) == Receipt(CODE)

    @pytest.mark.parametrize("address", [f"https://a.vn/?MHS={CODE}&code={OTHER_CODE}", f"https://a.vn/?a={CODE}&b={OTHER_CODE}"])
    def test_two_different_codes_are_not_guessed_at(self, address: str) -> None:
        assert refused(address) == "receipt.twice"

    @pytest.mark.parametrize(
        "more",
        [f"SGT={OWNER}&SGT=060190000999", "SGT=abc", "SGT=12", "SGT=", "SGT=%00", "SGT=<b>", "SGT=%E1", "secret=a b", "secret=" + "x" * 33],
    )
    def test_a_second_thing_that_is_doubtful_is_left_out_and_asked_for(self, more: str) -> None:
        assert parse(f"https://a.vn/?MHS={CODE}&{more}", NAMES) == Receipt(CODE)

    @pytest.mark.parametrize("number", ["060190000123", "260123456", "C1234567", "0123456789"])
    def test_the_owner_may_have_an_id_card_a_passport_or_a_company(self, number: str) -> None:
        assert parse(f"https://a.vn/?SGT={number.lower()}&MHS={CODE}", NAMES).owner_number == number

    @pytest.mark.parametrize("address", ["https://a.vn", "https://a.vn/?MHS=", "https://a.vn/?MHS=abc", "http://", "www.a?" + "a=1&" * 99])
    def test_an_address_without_a_code_is_no_receipt(self, address: str) -> None:
        assert refused(address) == "receipt.shape"

    @pytest.mark.parametrize("text", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "intent://x", "tel:0900"])
    def test_other_schemes_are_no_addresses_at_all(self, text: str) -> None:
        assert not is_address(text) and refused(text) == "receipt.shape"


class TestWhileItIsTyped:
    """`shape` says what comes next, `suggest` how the whole may go on."""

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", Shape("unit")),
            ("000.00.", Shape("unit")),
            ("h56", Shape("unit")),
            ("H56-", Shape("day", digits=True)),
            ("H56-2510", Shape("day", digits=True)),
            ("H56-251027", Shape("day")),
            ("H56-20251027", Shape("day")),
            ("H56-251027-", Shape("serial", digits=True)),
            ("H56-251027-03", Shape("serial", digits=True)),
            ("H56-251027-036", Shape("whole", digits=True)),
            ("000.00.06.G04.190701.0501", Shape("whole", digits=True)),
            ("H56-991399-", Shape("wrong")),
            ("H56-", Shape("day", digits=True)),
            ("H56--", Shape("wrong")),
            ("-", Shape("wrong")),
            ("H56-2510A", Shape("wrong")),
            ("Đ", Shape("wrong")),
            ("0" * 99, Shape("wrong")),
        ],
    )
    def test_how_far_it_is(self, text: str, found: Shape) -> None:
        assert shape(text) == found

    @pytest.mark.parametrize(
        ("text", "more"),
        [
            ("", ("H11.38-",)),
            ("h11", ("H11.38-",)),
            ("H11.38", ("H11.38-",)),
            ("000.00.06.H56", ("000.00.06.H56-",)),
            ("000.00", ()),
            ("H11.38-", ("H11.38-26", "H11.38-25")),
            ("H11.38-2", ("H11.38-2611", "H11.38-2610")),
            ("H11.38-26", ("H11.38-2611", "H11.38-2610")),
            ("H11.38-2611", ()),
            ("H11.38-261103", ("H11.38-261103-",)),
            ("H11.38-269903", ()),
            ("H11.38-261103-", ()),
            ("Đ", ()),
        ],
    )
    def test_how_it_may_go_on(self, text: str, more: tuple[str, ...]) -> None:
        assert suggest(text, "H11.38", TODAY) == more

    def test_a_ward_without_a_code_of_its_own_gets_no_unit_suggested(self) -> None:
        assert suggest("", "", TODAY) == () and suggest("H1", "", TODAY) == ()

    def test_in_january_last_month_is_last_year_s(self) -> None:
        assert suggest("H11.38-2", "H11.38", date(2027, 1, 4)) == ("H11.38-2701", "H11.38-2612")

    def test_following_the_suggestions_leads_to_a_code(self) -> None:
        text = ""
        for more in ("", "", "24", "", "0012"):
            text += more
            text = next(iter(suggest(text, "H11.38", TODAY)), text)
        assert text == "H11.38-2611" or shape(text).part in ("day", "serial", "whole")
        assert looks_like("H11.38-261124-0012")
