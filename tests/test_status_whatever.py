"""Whatever the portal says of a dossier, its owner reads whole sentences; and the file they come from is checked."""

import unicodedata
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_status import STATUSES, WORDS, of, said

from kiosk import paths, statuses
from kiosk.clock import HALL_TIME
from kiosk.errors import SettingsError
from kiosk.rules.dossier import Apology, Dossier, Step, Supplement
from kiosk.rules.status_words import CASES

moments = st.none() | st.datetimes(datetime(2026, 10, 1), datetime(2026, 12, 31)).map(lambda when: when.replace(tzinfo=HALL_TIME))
dossiers = st.builds(
    Dossier,
    code=st.just("X"),
    service_code=st.just(""),
    service=st.just(""),
    agency=st.just(""),
    status=st.sampled_from([*WORDS, *map(str, range(12)), "moon"]),
    status_text=st.sampled_from(("", "Chờ")),
    due=moments,
    new_due=moments,
    released=moments,
    finished=moments,
    steps=st.lists(st.builds(Step, name=st.just("x"), since=moments, until=moments), max_size=3).map(tuple),
    apology=st.none() | st.builds(Apology, st.sampled_from(("", "x")), moments.filter(bool), moments.filter(bool)),
    supplement=st.none() | st.builds(Supplement, st.sampled_from(((), ("x",))), asked=moments.map(lambda when: when and when.date())),
    note=st.sampled_from(("", "{due} [b]x[/b]")),
    by_post=st.booleans(),
    place=st.sampled_from(("", "quầy 1")),
    tracking=st.sampled_from(("", "EB1")),
    fee=st.none() | st.integers(0, 10_000_000),
)


class TestWhateverThePortalSays:
    @given(dossiers, moments.filter(bool))
    def test_there_are_always_whole_sentences_and_one_kind_of_lateness(self, dossier: Dossier, now: datetime) -> None:
        found, words = of(dossier, now), said(dossier, now)
        for sentence in (words.title, words.next, words.task):
            assert sentence.vi and sentence.en
        assert not found.note or words.note
        assert found.mood in ("ok", "late", "sun", "sea") and 0 <= found.code <= 10
        assert not (found.old_due and found.due and found.old_due.date() >= found.due.date())
        assert found.late.days >= 0 and found.late.left >= 0 and not (found.late.left and found.late.today)

    @given(dossiers, moments.filter(bool), st.integers(1, 40))
    def test_time_never_makes_a_dossier_less_late(self, dossier: Dossier, now: datetime, days: int) -> None:
        assert of(dossier, now + timedelta(days=days)).late.days >= of(dossier, now).late.days


class TestTheFile:
    def test_every_sentence_is_composed_and_every_case_is_used_by_the_rules(self) -> None:
        text = (paths.CONFIG / "statuses.toml").read_text("utf-8")
        assert unicodedata.is_normalized("NFC", text)
        assert set(STATUSES.cases) == set(CASES)

    def test_what_a_word_means_is_marked_where_nobody_confirmed_it(self) -> None:
        doubtful = {word for word, status in STATUSES.words.items() if not status.verified}
        assert doubtful == {"cancelling", "posting", "pausing", "correcting"}

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (('name = "late-again"', 'name = "late-ago"'), "must be one of"),
            (("national = 4", "national = 44"), "between 0 and 10"),
            (("national = 4", "national = 5"), "national code 4"),
            (('clock = "runs"', ""), "clock"),
            (("{fee}", "{price}"), r"\{price\} is no field"),
            (('left = { vi = "còn {left}", en = "{left} left" }', ""), "left is missing"),
            (('[[case]]\nname = "due-today"', '[[case]]\nname = "late"'), "due-today is missing"),
        ],
    )
    def test_a_mistake_is_named(self, tmp_path: Path, change: tuple[str, str], why: str) -> None:
        text = (paths.CONFIG / "statuses.toml").read_text("utf-8")
        assert change[0] in text
        file = tmp_path / "statuses.toml"
        file.write_text(text.replace(*change, 1), "utf-8")
        with pytest.raises(SettingsError, match=why):
            statuses.load(file)
