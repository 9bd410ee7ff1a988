"""The form on the ticket: the counter reads every answer, nobody else reads one, and a code that was touched or is old says nothing."""

from datetime import datetime, timedelta

import cv2
import numpy as np
import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import counter_code
from kiosk.clock import HALL_TIME
from kiosk.counter_code import CounterForm
from kiosk.errors import FormError
from kiosk.form_check import sample
from kiosk.forms import load
from kiosk.rules.form import Form

NOW = datetime(2026, 11, 24, 8, 42, tzinfo=HALL_TIME)
KEYS = {name: counter_code.raw_key(text) for name, text in counter_code.new_keys().items()}
FORMS = load()
WARD, SIGN = KEYS["ward public"], KEYS["kiosk private"]


def values(form: Form) -> tuple[tuple[str, str], ...]:
    return sample(form, FORMS, NOW.date()).values_to_send()


def made(form: Form = FORMS.all[0], answers: tuple[tuple[str, str], ...] | None = None) -> str:
    return counter_code.make(form, "2.000635", values(form) if answers is None else answers, NOW, 480, WARD, SIGN)


def read(text: str, now: datetime = NOW, ward: bytes = KEYS["ward private"], kiosk: bytes = KEYS["kiosk public"]) -> CounterForm:
    return counter_code.read(text, ward, [kiosk], FORMS.all, now)


@pytest.mark.parametrize("form", FORMS.all, ids=lambda form: form.code)
def test_every_shipped_form_fits_one_code_and_is_read_whole(form: Form) -> None:
    text = made(form)
    assert text and segno.make_qr(text, error="m", boost_error=False).version <= 25
    assert read(text).values == values(form)


def test_a_camera_reads_it_from_the_ticket() -> None:
    text = made()
    rows = segno.make(text, error="m", micro=False).matrix_iter(border=4, scale=4)
    picture = np.array([[0 if dark else 255 for dark in row] for row in rows], np.uint8)
    assert picture.shape[1] <= 576
    assert zxingcpp.read_barcodes(cv2.GaussianBlur(picture, (3, 3), 0))[0].text == text


def test_nobody_reads_a_word_of_it_without_the_wards_key() -> None:
    text = made()
    raw = counter_code.from_base45(text[4:])
    assert not any(value.encode() in raw for _, value in values(FORMS.all[0]) if len(value) > 3)
    with pytest.raises(FormError):
        read(text, ward=counter_code.raw_key(counter_code.new_keys()["ward private"]))


def test_another_kiosks_signature_is_refused() -> None:
    with pytest.raises(FormError):
        read(made(), kiosk=counter_code.raw_key(counter_code.new_keys()["kiosk public"]))


@pytest.mark.parametrize("by", [timedelta(minutes=481), timedelta(minutes=-11), timedelta(days=400)])
def test_it_is_valid_for_its_time_only(by: timedelta) -> None:
    assert read(made(), NOW + timedelta(minutes=479))
    with pytest.raises(FormError):
        read(made(), NOW + by)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(counter_code.LETTERS))
def test_one_changed_letter_is_noticed(at: int, letter: str) -> None:
    text = made()
    at = 4 + at % (len(text) - 4)
    if text[at] != letter:
        with pytest.raises(FormError):
            read(text[:at] + letter + text[at + 1 :])


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_other_text_is_refused(text: str) -> None:
    for junk in (text, "PH3:" + text):
        with pytest.raises(FormError):
            read(junk)


@given(st.binary(max_size=400))
def test_base45_gives_back_what_it_was_given(raw: bytes) -> None:
    assert counter_code.from_base45(counter_code.base45(raw)) == raw


def test_the_published_example_of_base45() -> None:
    """RFC 9285, 4.3."""
    assert counter_code.base45(b"AB") == "BB8" and counter_code.base45(b"base-45") == "UJCLQE7W581"


def test_too_many_answers_get_no_code() -> None:
    form = FORMS.all[0]
    assert made(form, tuple((f"key{n}", f"{n * 7919} chữ khác nhau {n * n}") for n in range(200))) == ""
