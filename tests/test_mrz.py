"""The zone on the back of the ID card, typed by somebody whose code cannot be scanned. All persons are invented."""

from datetime import date

import pytest
from hostile_texts import ZONE
from shared_vectors import vectors

from kiosk.rules.idcard import NotACard
from kiosk.rules.mrz import check_digit, parse

LINES = ZONE.split("\n")


def zone(number: str = "060190000123", birth: str = "900115", sex: str = "F", expiry: str = "300115", name: str = "") -> list[str]:
    """A zone with right check digits."""
    first = f"IDVNM{number[3:]}{check_digit(number[3:])}{number}<<{check_digit(number)}"
    second = f"{birth}{check_digit(birth)}{sex}{expiry}{check_digit(expiry)}VNM<<<<<<<<<<<"
    whole = check_digit(first[5:] + second[:7] + second[8:15] + second[18:])
    return [first, second + whole, f"{name or 'NGUYEN<<THI<MAU':<<30}"]


def refused(lines: list[str]) -> str:
    with pytest.raises(NotACard) as caught:
        parse(lines)
    return caught.value.why


def test_the_published_example() -> None:
    sample = vectors("vectors/mrz_td1.json", "the published zone was not tried")
    found = parse(sample["lines"])
    assert (found.number, found.birth.isoformat(), found.sex, found.name) == (sample["id"], sample["dob"], sample["sex"], sample["name"])
    assert found.expires is not None and found.expires.isoformat() == sample["expiry"]


def test_a_zone_tells_number_name_birth_sex_and_expiry() -> None:
    found = parse(LINES)
    assert (found.number, found.name, found.birth, found.sex) == ("060190000123", "NGUYEN THI MAU", date(1990, 1, 15), "Nữ")
    assert (found.old_number, found.address, found.issued, found.expires) == ("", "", None, date(2030, 1, 15))
    assert found.warnings == ("card.warning.accents",)


def test_our_own_zones_have_right_check_digits() -> None:
    assert zone() == LINES


class TestAsPeopleTypeIt:
    @pytest.mark.parametrize(
        "lines",
        [
            [line.lower() for line in LINES],
            [f" {line} " for line in LINES],
            ["", *LINES, ""],
            ["".join(LINES)],
            [LINES[0], LINES[1], "NGUYEN<<THI<MAU"],
            [LINES[0].replace("0", "O"), LINES[1].replace("0", "o").replace("1", "I"), LINES[2]],
            [LINES[0].replace("1", "l"), LINES[1], LINES[2].replace("I", "1")],
            [LINES[0].replace("IDVNM", "1DVNM"), LINES[1].replace("5", "S").replace("8", "B"), LINES[2]],
        ],
        ids=["small", "spaces", "empty lines", "one line", "short name", "O and I", "l for 1", "S and B"],
    )
    def test_it_is_read(self, lines: list[str]) -> None:
        assert parse(lines) == parse(LINES)

    def test_a_card_that_is_valid_for_good_has_no_expiry_where_no_day_stands(self) -> None:
        assert parse(zone(expiry="<<<<<<")).expires is None
        assert parse(zone(expiry="999999")).expires is None


class TestEveryDigitIsChecked:
    @pytest.mark.parametrize("line", [0, 1])
    @pytest.mark.parametrize("at", range(30))
    def test_one_wrong_sign_is_noticed(self, line: int, at: int) -> None:
        wrong = list(LINES)
        sign = wrong[line][at]
        wrong[line] = wrong[line][:at] + ("7" if sign != "7" else "6") + wrong[line][at + 1 :]
        assert refused(wrong) in ("mrz.check", "mrz.country", "mrz.sex")

    def test_two_digits_changed_places(self) -> None:
        assert refused([LINES[0].replace("0123<<", "0132<<"), *LINES[1:]]) == "mrz.check"


class TestWhatIsNoIdCard:
    @pytest.mark.parametrize(
        "lines", [[], [""], LINES[:2], [*LINES, LINES[0]], ["x"], [LINES[0] + "<", *LINES[1:]], ["é" * 30] * 3, ["A" * 91]]
    )
    def test_other_lines(self, lines: list[str]) -> None:
        assert refused(lines) == "mrz.lines"

    def test_another_country_s_card(self) -> None:
        assert refused([line.replace("VNM", "UTO") for line in LINES]) == "mrz.country"

    def test_a_number_whose_parts_do_not_agree(self) -> None:
        first = "IDVNM" + "190000124" + check_digit("190000124") + "060190000123<<" + check_digit("060190000123")
        whole = check_digit(first[5:] + LINES[1][:7] + LINES[1][8:15] + LINES[1][18:29])
        assert refused([first, LINES[1][:29] + whole, LINES[2]]) == "mrz.number"

    def test_a_day_that_does_not_exist(self) -> None:
        assert refused(zone(birth="900231")) == "mrz.birth"

    def test_a_sex_that_no_card_has(self) -> None:
        assert refused(zone(sex="X")) == "mrz.sex"

    @pytest.mark.parametrize("name", ["<<<", "2<7"])
    def test_a_name_without_letters(self, name: str) -> None:
        assert refused(zone(name=name)) == "mrz.name"

    def test_a_contradiction_is_a_warning_as_on_the_card(self) -> None:
        assert parse(zone(sex="M")).warnings == ("card.warning.sex", "card.warning.accents")
        assert parse(zone(number="060290000123", birth="900115", sex="M")).birth == date(2090, 1, 15)


def test_the_check_digits_of_the_standard() -> None:
    """The worked examples of ICAO 9303 part 3: 520727 gives 3, AB2134<<< gives 5."""
    assert (check_digit("520727"), check_digit("AB2134<<<")) == ("3", "5")
