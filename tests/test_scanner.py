"""The scan cascade: what citizens hold before the camera is read to the last accent, or not at all."""

import json
import time
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.__main__ import main
from kiosk.bench import scan_frames as drawn
from kiosk.devices import scanner_grid
from kiosk.devices.scanner import Code, Scanner, Witnesses, look_long
from kiosk.devices.scanner_correct import correct
from kiosk.devices.scanner_finders import distinct, rings, triples
from kiosk.devices.scanner_layout import blocks, layout
from kiosk.devices.scanner_model import Outcome
from kiosk.devices.scanner_read import Grey, Read
from kiosk.devices.scanner_votes import Votes
from kiosk.devices.scanner_zbar import Zbar

SMALL = (480, 720)
NAME = "Phạm Thị Ước Vượng|Thừa Thiên Huế, Ea H'leo, Cư Êbur"


def shown(symbol: Grey, side: float = 220, turn: float = 4, seed: int = 1) -> Grey:
    return drawn.placed(symbol, drawn.busy(SMALL, seed), side, turn)


def modules(text: str, level: str = "M") -> np.ndarray:
    code = segno.make(text, error=level, mode="byte", encoding="utf-8", boost_error=False, micro=False)
    return np.array([list(row) for row in code.matrix], float) * 2 - 1


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner()


class TestWhatIsPrinted:
    def test_a_card_is_read_as_it_is_printed(self, scanner: Scanner) -> None:
        text = drawn.card_text(3)
        assert scanner.look(shown(drawn.qr(text))) == [Code(text, "QRCode")]

    def test_a_receipt_with_bars_is_read_at_the_first_frame(self, scanner: Scanner) -> None:
        assert scanner.look(shown(drawn.bars("HD07-00012345"), 420)) == [Code("HD07-00012345", "Code128")]

    @pytest.mark.parametrize("eci", [False, True])
    def test_a_vietnamese_name_is_exact_to_the_last_accent(self, scanner: Scanner, eci: bool) -> None:
        code = segno.make(NAME, encoding="utf-8", eci=eci, micro=False)
        grey = np.where(np.kron(np.array([list(row) for row in code.matrix_iter(border=4)]), np.ones((8, 8))) > 0, 20, 240).astype(np.uint8)
        assert [one.text for one in scanner.look(shown(grey))] == [NAME]
        assert [one.text for one in Zbar().read(shown(grey))] == [NAME]

    def test_numbers_and_letters_in_segments_of_their_own_make_one_text(self, scanner: Scanner) -> None:
        import qrcode

        text = f"079185123456|012345678|{NAME}"
        code = qrcode.QRCode(border=4)
        code.add_data(text.encode(), optimize=6)
        code.make(fit=True)
        grey = np.where(np.kron(np.array(code.get_matrix()), np.ones((8, 8))) > 0, 20, 240).astype(np.uint8)
        assert [one.text for one in scanner.look(shown(grey))] == [text]
        assert [one.text for one in Zbar().read(shown(grey))] == [text]

    def test_a_byte_order_mark_is_no_part_of_the_text(self, scanner: Scanner) -> None:
        assert [one.text for one in scanner.look(shown(drawn.qr("\ufeff" + NAME)))] == [NAME]

    def test_white_on_black_is_read_too(self, scanner: Scanner) -> None:
        assert scanner.look(shown(255 - drawn.qr(NAME))) == [Code(NAME, "QRCode")]
        assert look_long(shown(255 - drawn.bars("HD07-00012345"), 420)) == [Code("HD07-00012345", "Code128")]

    def test_bytes_that_are_no_text_are_not_shown_as_text(self, scanner: Scanner) -> None:
        code = segno.make(bytes(range(1, 120)), mode="byte", micro=False)
        grey = np.where(np.kron(np.array([list(row) for row in code.matrix_iter(border=4)]), np.ones((8, 8))) > 0, 20, 240).astype(np.uint8)
        assert scanner.look(shown(grey)) == []
        assert Zbar().read(shown(grey)) == []


class TestWhatOthersDoNotRead:
    @pytest.mark.parametrize("way", ["motion", "defocus", "finger", "rolled", "oblique bars"])
    def test_a_code_held_badly_is_read_from_a_single_picture(self, way: str) -> None:
        one = drawn.disturbed(way, 3, drawn.SIZES["720p"])
        assert [code.text for code in look_long(one.grey)] == [one.text]

    def test_a_receipt_that_rolls_up_is_read(self) -> None:
        text = "https://dichvucong.example.vn/hs?ma=H17.25.8-240101-0001"
        roll = drawn.rolled(drawn.qr(text), 0.85, True)
        assert [code.text for code in look_long(shown(roll, 230))] == [text]

    def test_bars_at_45_degrees_are_read_from_frames(self, scanner: Scanner) -> None:
        scanner.forget()
        frame = shown(drawn.bars("HD07-00012345"), 420, 45)
        assert any(scanner.look(frame) == [Code("HD07-00012345", "Code128")] for _ in range(150))

    def test_rings_are_found_where_the_code_stands(self) -> None:
        found = [ring for module in (2.4, 3.0, 3.8) for ring in rings(shown(drawn.qr(drawn.card_text(1)), 190, 30), module)]
        best = triples(distinct(found))[0]
        assert np.abs(best.centres[1:].mean(0) - (SMALL[1] / 2, SMALL[0] / 2)).max() < 9


class TestSeveralFramesTogether:
    def test_frames_of_which_none_can_be_read_are_read_together(self) -> None:
        text = drawn.card_text(2)
        true = modules(text)
        plan = layout((len(true) - 17) // 4)
        random = np.random.default_rng(5)
        looks = [np.clip(true * 0.6 + random.normal(0, 0.75, true.shape), -1, 1) for _ in range(8)]
        assert all(scanner_grid.decode(look, plan, "one") is None for look in looks)
        votes = Votes()
        found = [votes.add(Outcome(None, plan.version, look, 0.7)) for look in looks]
        assert [one.text for one in found if one][:1] == [text]

    def test_another_card_is_not_mixed_with_the_one_before(self) -> None:
        first, second = modules(drawn.card_text(2)), modules(drawn.card_text(3))
        plan = layout((len(first) - 17) // 4)
        votes, random = Votes(), np.random.default_rng(6)
        for true in (first, first, second, first, second, second, second, second):
            found = votes.add(Outcome(None, plan.version, np.clip(true * 0.6 + random.normal(0, 0.8, true.shape), -1, 1), 0.7))
            assert found is None or found.text in (drawn.card_text(2), drawn.card_text(3))

    def test_forgotten_is_forgotten(self) -> None:
        scanner = Scanner()
        short = shown(drawn.bars("A1"), 300)
        assert scanner.look(short) == []
        scanner.forget()
        assert scanner.look(short) == []  # the first witness is gone: this is the first one again
        assert scanner.look(short) == [Code("A1", "Code128")]


class TestNothingIsMadeUp:
    @pytest.mark.parametrize("seed", range(4))
    def test_a_busy_hall_without_a_code_says_nothing(self, scanner: Scanner, seed: int) -> None:
        scanner.forget()
        scene = drawn.busy(SMALL, seed)
        assert all(scanner.look(scene) == [] for _ in range(25))

    def test_a_picture_of_stripes_says_nothing(self) -> None:
        stripes = np.where(np.random.default_rng(3).random(360) < 0.5, 30, 230).astype(np.uint8)
        assert look_long(np.repeat(np.repeat(stripes[None], 240, 0), 2, 1)) == []

    def test_bars_count_only_when_two_looks_agree(self) -> None:
        witnesses = Witnesses()
        assert witnesses.accepted([Read("12345678", "Code128", "two-toned")], 1) == []
        assert witnesses.accepted([Read("12345678", "Code128", "two-toned")], 1) == []
        assert witnesses.accepted([Read("12345678", "Code128", "two-toned")], 2) == [Code("12345678", "Code128")]

    def test_what_only_zbar_reads_in_bars_never_counts(self) -> None:
        witnesses = Witnesses()
        assert all(witnesses.accepted([Read("12345678", "Code128", "zbar")], frame) == [] for frame in range(5))

    @given(seed=st.integers(0, 10_000), level=st.sampled_from("LMQH"), version=st.sampled_from([1, 3, 6, 9]))
    @settings(max_examples=40, deadline=None)
    def test_noise_is_never_corrected_into_a_block(self, seed: int, level: str, version: int) -> None:
        total, data = blocks(version, level)[0]
        random = np.random.default_rng(seed)
        word = random.integers(0, 256, total)
        gone = sorted(int(place) for place in random.choice(total, max(0, total - data - 4), replace=False))
        assert correct(word, total - data, gone) is None

    @given(seed=st.integers(0, 10_000))
    @settings(max_examples=40, deadline=None)
    def test_errors_and_erasures_are_mended_exactly(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        text = drawn.card_text(seed)
        true, plan = modules(text), layout((len(modules(text)) - 17) // 4)
        look = true.copy()
        top, left = random.integers(plan.size // 2, plan.size - 12, 2)
        look[top : top + 10, left : left + 10] *= random.choice([-0.05, 0.05])
        found = scanner_grid.decode(look, plan, "one")
        assert found is not None and found.text == text


class TestItsBounds:
    @pytest.mark.parametrize("size", [(720, 1280), (1080, 1920), (2400, 3200)])
    def test_noise_takes_no_longer_than_it_may(self, scanner: Scanner, size: tuple[int, int]) -> None:
        scanner.forget()
        noise = np.random.default_rng(1).integers(0, 256, size, dtype=np.uint8)
        for _ in range(6):
            begun = time.thread_time()
            assert scanner.look(noise) == []
            assert time.thread_time() - begun <= 1.0

    @pytest.mark.parametrize("frame", [np.zeros((0, 0), np.uint8), np.zeros((3, 900), np.uint8), np.zeros((40, 40, 3), np.uint8)])
    def test_what_is_no_frame_is_no_crash(self, scanner: Scanner, frame: Grey) -> None:
        assert scanner.look(frame) == [] and look_long(frame) == []

    def test_a_flat_picture_is_no_crash(self) -> None:
        assert look_long(np.full((120, 160), 128, np.uint8)) == []


class TestTheCommand:
    def test_a_picture_a_clip_and_a_broken_file_each_get_their_line(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        text = drawn.card_text(1)
        picture, clip, broken, empty = (str(tmp_path / name) for name in ("card.png", "hand.avi", "broken.jpg", "empty.avi"))
        frame = shown(drawn.qr(text))
        cv2.imwrite(picture, frame)
        film = cv2.VideoWriter(clip, cv2.VideoWriter_fourcc(*"MJPG"), 30, SMALL[::-1])
        for still in [drawn.busy(SMALL, 1)] * 3 + [frame] * 3:
            film.write(cv2.cvtColor(still, cv2.COLOR_GRAY2BGR))
        film.release()
        Path(broken).write_bytes(b"\xff\xd8 not a picture")
        Path(empty).write_bytes(b"")
        assert main(["scan", "--json", picture, clip, broken, empty]) == 0
        told = capsys.readouterr()
        lines = [json.loads(line) for line in told.out.splitlines()]
        assert [line["file"] for line in lines] == [picture, clip, broken, empty]
        assert [line["frame"] for line in lines] == [0, 3, None, None]
        assert [line["kind"] for line in lines] == ["idcard", "idcard", "none", "none"]
        assert lines[0]["codes"] == lines[1]["codes"] == [{"text": text, "symbology": "QRCode"}]
        assert len(told.err.splitlines()) == 2

    def test_a_file_that_is_not_there_fails_after_the_others_are_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        picture = str(tmp_path / "card.png")
        cv2.imwrite(picture, shown(drawn.qr("abc")))
        assert main(["scan", "--json", str(tmp_path / "nowhere.png"), picture]) == 2
        assert [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()] == ["none", "unknown"]

    def test_the_line_for_people_never_shows_a_number(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        text = drawn.card_text(1)
        cv2.imwrite(str(tmp_path / "card.png"), shown(drawn.qr(text)))
        assert main(["scan", str(tmp_path / "card.png")]) == 0
        told = capsys.readouterr().out
        assert "idcard" in told and not any(text[i : i + 4] in told for i in range(9))


class TestTheBench:
    def test_it_tells_every_decoder_on_the_same_frames(self, tmp_path: Path) -> None:
        file = tmp_path / "scan.json"
        assert main(["bench", "scan", "--quick", "--json", str(file)]) == 0
        told = json.loads(file.read_text(encoding="utf-8"))["figures"]
        assert {f"scan_{name}_missed" for name in ("cascade", "zxing", "pyzbar", "opencv")} <= set(told)
        assert told["scan_cascade_wrong"]["value"] == told["scan_idle_720p_false"]["value"] == told["scan_idle_1080p_false"]["value"] == 0
        assert told["scan_cascade_missed"]["value"] <= told["scan_zxing_missed"]["value"] <= told["scan_pyzbar_missed"]["value"]

    def test_frames_of_a_folder_are_measured_instead(self, tmp_path: Path) -> None:
        text = drawn.card_text(4)
        cv2.imwrite(str(tmp_path / "one.png"), shown(drawn.qr(text)))
        truth = {"items": [{"file": "one.png", "text": text, "factor": "size"}]}
        (tmp_path / "truth.json").write_text(json.dumps(truth), encoding="utf-8")
        file = tmp_path / "scan.json"
        assert main(["bench", "scan", "--quick", "--frames", str(tmp_path), "--json", str(file)]) == 0
        assert json.loads(file.read_text(encoding="utf-8"))["figures"]["scan_cascade_missed"]["value"] == 0

    def test_a_folder_without_its_texts_is_refused_in_one_sentence(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["bench", "scan", "--quick", "--frames", str(tmp_path)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
