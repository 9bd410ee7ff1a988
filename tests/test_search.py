"""The search on questions that are not in its knowledge. Rates have generous margins; `kiosk bench` reports the exact ones."""

import json
import random
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import catalogue, searching
from kiosk.commands.bench_search import rates, read
from kiosk.errors import CatalogueError
from kiosk.rules.procedures import Words
from kiosk.rules.search import Elsewhere, Entry, Index, Knowledge
from kiosk.rules.vietnamese import fold, nfc, split_tone, tokens

DATA = Path(__file__).resolve().parent / "data"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
Questions = list[tuple[str, frozenset[str]]]


def posted() -> list[Entry]:
    return searching.posted(catalogue.load(), date(2026, 11, 23))


@pytest.fixture(scope="module")
def hall() -> Index:
    """The search of the kiosk as it stands in the hall: the posted procedures."""
    return searching.build(posted())


@pytest.fixture(scope="module")
def everything() -> Index:
    """The posted procedures among all the commune-level records of the country."""
    national = SHARED / "tthc_cap_xa.jsonl"
    if not national.is_file():
        pytest.skip("the national records (../shared/data/tthc_cap_xa.jsonl) are not here: the search at scale is NOT tested")
    return searching.build([*posted(), *searching.records(national)])


def questions(name: str) -> Questions:
    path = (SHARED if name == "queries_public.tsv" else DATA) / name
    if not path.is_file():
        pytest.skip(f"{path.name} is not here: these questions are NOT tested")
    return read(path)


def kept_away(question: str) -> bool:
    """A third of the tuning questions was never looked at while the knowledge was written."""
    return zlib.crc32(question.encode()) % 3 == 0


# What a citizen finds


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("ông nội tụi nhỏ mới mất hồi khuya", "1.000656"),
        ("bà xã tôi vừa sinh cháu gái", "1.001193"),
        ("ong ngoai mat tuan truoc", "1.000656"),
        ("lamf laij giaays khai sinh cho con gais bij rachs", "2.000635"),
        ("dki tam tru cho sv", "1.004194"),
        ("mở quán bún bò", "1.001612"),
        ("hai nhà cãi nhau cái bờ ranh", "1.012812"),
        ("register the birth of my son", "1.001193"),
    ],
)
def test_people_find_it_in_their_own_words(hall: Index, asked: str, code: str) -> None:
    assert code in [hit.code for hit in hall.find(asked).hits[:3]]


@pytest.mark.parametrize("asked", ["làm hộ chiếu", "đổi bằng lái xe", "mua bảo hiểm xe máy", "hôm nay trời có mưa không"])
def test_what_the_hall_does_not_serve_is_refused(hall: Index, asked: str) -> None:
    assert hall.find(asked).hits == ()


def test_a_refused_citizen_is_told_where_to_go(hall: Index) -> None:
    answer = hall.find("xin cấp hộ chiếu cho cháu")
    assert answer.elsewhere is not None
    assert "Công an" in answer.elsewhere.where.vi
    assert answer.elsewhere.where.en


def test_a_subject_served_elsewhere_is_served_here_once_it_is_posted(hall: Index, everything: Index) -> None:
    assert hall.find("làm thẻ căn cước").elsewhere is not None
    assert everything.find("làm thẻ căn cước").hits[0].code == "1.014061"


def test_a_code_finds_its_procedure(hall: Index) -> None:
    assert [hit.code for hit in hall.find(" 1.000894 ").hits] == ["1.000894"]


def test_suggestions_give_the_accents_back_while_typing(hall: Index) -> None:
    suggested = hall.find("ong noi moi mat", typing=True).suggestions
    assert suggested[0] == "ông nội mới mất"
    assert any("khai tử" in s.lower() for s in suggested)
    assert len(suggested) <= 3


@pytest.mark.parametrize(
    ("half", "code"), [("khai si", "1.001193"), ("giấy kết h", "1.000894"), ("dang ky tam t", "1.004194"), ("di ch", "2.001019")]
)
def test_a_half_typed_word_already_finds(hall: Index, half: str, code: str) -> None:
    assert code in [hit.code for hit in hall.find(half, typing=True).hits[:3]]


def test_no_more_hits_than_asked_for(hall: Index) -> None:
    assert len(hall.find("đăng ký", limit=4, typing=True).hits) <= 4
    assert len(hall.find("đăng ký khai sinh").hits) <= 9


# Rates on many people's questions


def assert_rates(index: Index, asked: Questions, first: float, three: float, refused: float) -> None:
    found = rates(index, asked)
    assert (found["first"] >= first, found["three"] >= three, found["refused"] >= refused) == (True, True, True), found


def test_the_published_questions_are_answered(everything: Index) -> None:
    assert_rates(everything, questions("queries_public.tsv"), 0.92, 0.97, 1.0)


def test_the_tuning_questions_are_answered(everything: Index) -> None:
    assert_rates(everything, [q for q in questions("queries_tuning.tsv") if not kept_away(q[0])], 0.93, 0.97, 0.92)


def test_the_questions_kept_away_from_tuning_are_answered(everything: Index) -> None:
    assert_rates(everything, [q for q in questions("queries_tuning.tsv") if kept_away(q[0])], 0.88, 0.94, 0.88)


def test_the_questions_of_another_person_are_answered(everything: Index) -> None:
    assert_rates(everything, questions("queries_heldout.tsv"), 0.87, 0.92, 0.82)


def test_questions_nobody_had_seen_are_answered(everything: Index) -> None:
    assert_rates(everything, questions("queries_fresh.tsv"), 0.9, 0.95, 0.9)


def test_the_hall_alone_answers_its_own_questions(hall: Index) -> None:
    codes = {entry.code for entry in posted()}
    asked = [(q, found & codes) for q, found in questions("queries_tuning.tsv") if kept_away(q) and (found & codes or not found)]
    assert_rates(hall, asked, 0.88, 0.94, 0.88)


def test_names_left_out_of_the_index_are_still_understood() -> None:
    """Everything the catalogue's writers call a procedure is asked of an index that never read those names."""
    entries = posted()
    bare = searching.build([Entry(e.code, e.title, e.official, e.plain, (), e.field, e.text) for e in entries])
    found = rates(bare, [(alias, frozenset({e.code})) for e in entries for alias in e.aliases])
    assert (found["first"] > 0.75, found["three"] > 0.92) == (True, True), found


# The same questions typed badly: the answers stay near those of the clean ones


def unaccented(question: str, _: random.Random) -> str:
    return fold(question)


def keyed(tones: str, shapes: dict[str, str]) -> Callable[[str, random.Random], str]:
    def type_raw(question: str, _: random.Random) -> str:
        made = []
        for word in tokens(question):
            shape, tone = split_tone(word)
            made.append("".join(shapes.get(c, c) for c in shape) + (tones[tone - 1] if tone else ""))
        return " ".join(made)

    return type_raw


def one_typo(question: str, dice: random.Random) -> str:
    words = question.split()
    at = dice.choice([i for i, word in enumerate(words) if len(word) > 2] or [0])
    word = words[at]
    here = dice.randrange(len(word))
    left, letter, right = word[:here], word[here], word[here + 1 :]
    words[at] = dice.choice([left + right, left + letter + letter + right, left + right[:1] + letter + right[1:]])
    return " ".join(words)


def one_wrong_accent(question: str, dice: random.Random) -> str:
    words = question.split()
    at = dice.randrange(len(words))
    words[at] = "".join(dice.choice("aàáảãạ") if fold(c) == "a" else dice.choice("oòóỏõọ") if fold(c) == "o" else c for c in words[at])
    return " ".join(words)


TELEX = keyed("fsrxj", {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"})
VNI = keyed("21345", {"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"})


@pytest.mark.parametrize(
    ("spoil", "may_lose"),
    [(unaccented, 0.05), (TELEX, 0.05), (VNI, 0.05), (one_wrong_accent, 0.05), (one_typo, 0.10)],
    ids=["no accents", "raw Telex", "raw VNI", "a wrong accent", "a typo"],
)
def test_badly_typed_questions_are_answered_nearly_as_well(
    everything: Index, spoil: Callable[[str, random.Random], str], may_lose: float
) -> None:
    dice = random.Random(2023)
    clean = questions("queries_tuning.tsv")
    before = rates(everything, clean)
    after = rates(everything, [(spoil(question, dice), codes) for question, codes in clean])
    assert after["three"] >= before["three"] - may_lose, (before, after)
    assert after["refused"] >= before["refused"] - may_lose, (before, after)


# Hostile questions


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_question_makes_it_fail(hall: Index, text: str) -> None:
    for typing in (False, True):
        answer = hall.find(text, typing=typing)
        assert len(answer.hits) <= 9
        assert not (answer.hits and answer.elsewhere)


@pytest.mark.parametrize(
    "text", ["", "  ", "a" * 10_000, "khai " * 5_000, "\x00\x1b[2J\x07", "😀" * 300, "\ud800", "ệ" * 999, "٣٤٥", "1" * 500, "\u202egiấy"]
)
def test_hostile_questions_are_bounded(hall: Index, text: str) -> None:
    assert all(len(s) <= 45 for s in hall.find(text, typing=True).suggestions)
    hall.find(text)


# Knowledge and records


def test_everything_in_the_knowledge_is_composed_and_used() -> None:
    known = searching.knowledge()
    said = [line for lines in (*known.sayings.values(), *known.concepts.values()) for line in lines]
    assert len(said) > 2_000
    assert all(line == nfc(line) for line in said)
    assert all(subject.where.vi and subject.where.en and subject.sayings for subject in known.elsewhere)


def test_no_published_question_stands_in_the_knowledge_as_a_ready_answer() -> None:
    """An answer looked up by the exact sentence is no answer: whole stories may not be copied into the sayings."""
    known = {tuple(tokens(line)) for lines in searching.knowledge().sayings.values() for line in lines}
    stories = [q for q, _ in questions("queries_tuning.tsv") if len(tokens(q)) >= 8]
    copied = [q for q in stories if tuple(tokens(q)) in known]
    assert len(copied) <= len(stories) // 100, copied


def test_a_broken_knowledge_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text("stops = '''", encoding="utf-8")
    with pytest.raises(CatalogueError, match="words.toml"):
        searching.knowledge(tmp_path)


RECORDS = {
    "lines.jsonl": '{"ma": "9.000001", "ten": "Cấp thẻ thư viện", "linh_vuc": "Văn hóa"}\nnot json\n{"ma": "", "ten": "x"}\n',
    "array.json": '[{"code": "9.000001", "title": "Cấp thẻ thư viện"}]',
    "one.json": '{"MATTHC": "9.000001", "TENTTHC": "Cấp thẻ thư viện", "LINHVUCTHUCHIEN": [{"MALINHVUC": "1", "TENLINHVUC": "Văn hóa"}]}',
    "wrapped.json": '{"error_code": "00", "result": [{"MATTHC": "9.000001", "TENTTHC": "Cấp thẻ thư viện"}]}',
}


@pytest.mark.parametrize("name", RECORDS)
def test_records_of_every_known_shape_are_found(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(RECORDS[name], encoding="utf-8")
    read_back = searching.records(path)
    assert [entry.code for entry in read_back] == ["9.000001"]
    assert searching.build([*posted(), *read_back]).find("the thu vien").hits[0].code == "9.000001"


def test_a_record_does_not_displace_the_posted_one() -> None:
    index = Index([Entry("1", "Thủ tục đăng ký khai sinh", ""), Entry("1", "Việc khác", "")], Knowledge())
    assert index.find("khai sinh").hits[0].title == "Thủ tục đăng ký khai sinh"


def test_a_subject_elsewhere_competes_with_the_procedures() -> None:
    away = Elsewhere("boat", Words("Bến tàu.", "The port."), ("mua vé tàu",))
    index = Index([Entry("1", "Đăng ký khai sinh", "")], Knowledge(elsewhere=(away,)))
    assert index.find("mua vé tàu").elsewhere == away
    silent = Elsewhere("boat", away.where, away.sayings, unless=("2",))
    assert Index([Entry("2", "Bán vé tàu", "")], Knowledge(elsewhere=(silent,))).find("vé tàu").hits


# The command


def kiosk(*arguments: str, given: bytes = b"") -> list[dict[str, object]]:
    command = [sys.executable, "-m", "kiosk", "search", "--json", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, check=True, cwd=Path(__file__).resolve().parents[1], timeout=60)
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def test_the_command_answers_each_question_on_its_line(tmp_path: Path) -> None:
    path = tmp_path / "more.jsonl"
    path.write_text(RECORDS["lines.jsonl"], encoding="utf-8")
    lines = kiosk("--catalogue", str(path), "--batch", "-", given="làm thẻ thư viện\tx\r\n\nlàm hộ chiếu\n".encode())
    assert [line["query"] for line in lines] == ["làm thẻ thư viện", "", "làm hộ chiếu"]
    assert [bool(line["hits"]) for line in lines] == [True, False, False]
    assert "elsewhere" in lines[2]
    assert all(isinstance(line["ms"], float) for line in lines)


def test_the_command_answers_questions_given_as_words(tmp_path: Path) -> None:
    lines = kiosk("khai tử", "giấy \udcff")
    assert [len(lines), lines[0]["hits"][0]["code"]] == [2, "1.000656"]  # type: ignore[index]
