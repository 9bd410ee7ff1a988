"""A code to pay with is shown only when it is whole, unharmed and asks for exactly what is owed."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_vectors import vectors

from kiosk.errors import PortalError
from kiosk.portal.payment import payment
from kiosk.rules import vietqr
from kiosk.rules.vietqr import NotAVietQr

GOOD = vietqr.make("970405", "1234567890", 46000, "HS 9000")


def record(**changes: object) -> dict[str, object]:
    plain = {"paymentAmount": 46000, "shipAmount": 30000, "paymentStatus": 0, "paymentNote": "Lệ phí", "referenceUid": "PF1"}
    return {**plain, "epaymentProfile": json.dumps({"vietqr": GOOD}), **changes}


def test_the_published_codes_are_read_to_the_last_field() -> None:
    for vector in vectors("vectors/vietqr.json", "the published VietQR codes")["vectors"]:
        found = vietqr.parse(vector["payload"])
        assert (found.bank, found.account, found.service) == (vector["bin"], vector["account"], vector["service"])
        assert (None if found.amount is None else str(found.amount)) == vector["amount"]
        assert found.purpose == (vector["purpose"] or "")


def test_what_is_made_is_read_again() -> None:
    found = vietqr.parse(GOOD)
    assert (found.bank, found.account, found.amount, found.purpose, found.dynamic) == ("970405", "1234567890", 46000, "HS 9000", True)
    assert vietqr.parse(GOOD[:-4] + GOOD[-4:].lower()) == found


@given(st.integers(0, 1000), st.characters(min_codepoint=32, max_codepoint=126))
def test_one_changed_letter_is_noticed(at: int, letter: str) -> None:
    at %= len(GOOD)
    if GOOD[at].upper() != letter.upper():
        with pytest.raises(NotAVietQr):
            vietqr.parse(GOOD[:at] + letter + GOOD[at + 1 :])


@given(st.text(max_size=600))
def test_any_other_text_is_none(text: str) -> None:
    for junk in (text, "000201" + text, text + "6304ABCD"):
        with pytest.raises(NotAVietQr):
            vietqr.parse(junk)


class TestWhatIsOwed:
    def test_the_amount_the_posts_part_the_note_and_the_bank_are_told(self) -> None:
        found = payment([record()])
        assert (found.state, found.amount, found.post, found.note, found.bank) == ("due", 46000, 30000, "Lệ phí", "Agribank")
        assert found.qr == GOOD and found.account == "1234567890"

    @pytest.mark.parametrize(
        "profile",
        [
            vietqr.make("970405", "1234567890", 46001, "HS 9000"),
            GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"),
            "",
            "https://portal.example/pay",
            "javascript:alert(1)",
            {"deep": [[[]]]},
            17,
            None,
        ],
    )
    def test_a_code_that_does_not_fit_is_not_shown_and_the_counter_takes_the_money(self, profile: object) -> None:
        found = payment([record(epaymentProfile=json.dumps({"vietqr": profile}))])
        assert found.state == "at-counter" and found.qr == "" and found.amount == 46000

    @pytest.mark.parametrize("link", ["http://a.example/", "https://user@a.example/", "https://a.example/ b", "file:///etc/passwd", "https:///x"])
    def test_only_an_https_address_is_a_link(self, link: str) -> None:
        assert payment([record(epaymentProfile=json.dumps({"url": link}))]).link == ""
        assert payment([record(epaymentProfile=json.dumps({"url": "https://pay.example/1"}))]).link == "https://pay.example/1"

    @pytest.mark.parametrize(("status", "state"), [(0, "due"), (2, "paid"), (4, "cancelled"), ("2", "paid")])
    def test_the_state_follows_the_portals(self, status: object, state: str) -> None:
        assert payment([record(paymentStatus=status)]).state == state

    def test_without_a_record_nothing_is_invented(self) -> None:
        assert payment([]).state == "none"
        assert payment([record(paymentAmount=0)]).state == "none"

    @given(st.dictionaries(st.sampled_from(["paymentAmount", "paymentStatus", "epaymentProfile", "bankInfo"]), st.text(max_size=80)))
    def test_odd_records_end_in_one_of_our_errors_or_in_nothing_to_pay(self, raw: dict[str, str]) -> None:
        with suppress(PortalError):
            assert payment([dict(raw)]).qr == ""
