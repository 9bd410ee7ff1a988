"""The hall's TV and the citizen's phone: the right number at the right counter, spoken once, in order."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hall_server import Served, browser, served

from kiosk.clock import HandClock
from kiosk.devices.speaker import SimulatedSpeaker, announcement
from kiosk.hall.board import sentence
from kiosk.rules.turns import OPEN, PAUSED


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.fixture
def speaker() -> SimulatedSpeaker:
    return SimulatedSpeaker()


@pytest.fixture
def hall(tmp_path: Path, speaker: SimulatedSpeaker, clock: HandClock) -> Iterator[Served]:
    with served(tmp_path, clock, voice=lambda words: announcement(speaker, words)) as opened:
        yield opened


def call(hall: Served, counter: str = "1", queue: str = "A") -> str:
    turn = hall.hall.turns.call_next(counter, "lan", [queue], 3)
    assert turn is not None
    return turn.ticket.id


def opened(chromium: Any, address: str, width: int = 1920, height: int = 1080) -> Any:
    page = chromium.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(address)
    return page


class TestTheBoard:
    def test_shows_who_is_called_where_and_who_is_next(self, hall: Served) -> None:
        for _ in range(5):
            hall.take()
        hall.hall.turns.sit("2", "huy", PAUSED)
        call(hall)
        with hall.client() as client:
            shown = client.get("/board").text
        assert shown.count("A 001") == 1 and "Mời đến quầy" in shown and "A 002   A 003   A 004" in shown
        assert "Tạm nghỉ" in shown and "Mang theo căn cước" in shown

    def test_keeps_up_by_itself(self, hall: Served, chromium: Any) -> None:
        page = opened(chromium, f"{hall.url}/board")
        page.wait_for_selector("text=Chưa có ai chờ.")
        hall.take()
        page.wait_for_selector(".labels >> text=A 001")
        call(hall)
        page.wait_for_selector(".fresh .label >> text=A 001")
        page.context.close()

    def test_speaks_each_call_once_one_after_the_other(self, hall: Served, chromium: Any, speaker: SimulatedSpeaker) -> None:
        page = chromium.new_context(viewport={"width": 1280, "height": 720}).new_page()
        page.add_init_script(
            "window.heard = []; window.sounds = []; const play = HTMLMediaElement.prototype.play;"
            "HTMLMediaElement.prototype.play = function () {"
            "window.heard.push([this.src, window.sounds.filter(one => !one.ended && !one.paused).length]);"
            "window.sounds.push(this); return play.call(this); };"
        )
        page.goto(f"{hall.url}/board?sound=1")
        hall.take(), hall.take(queue="B")
        page.wait_for_selector(".labels >> text=B 001")
        call(hall, "1"), call(hall, "2", "B")
        until = time.monotonic() + 60
        while page.evaluate("window.sounds.filter(one => one.ended).length") < 2:
            assert time.monotonic() < until
            page.wait_for_timeout(100)
        heard = page.evaluate("window.heard")
        assert [others for _, others in heard] == [0, 0] and heard[0][0] < heard[1][0]  # none begins while another one sounds
        assert [words.split(", ")[0] for words in speaker.said] == ["Mời số a", "Mời số bê"]
        page.reload()
        hall.take()
        page.wait_for_selector(".labels >> text=A 002")
        assert page.evaluate("window.heard") == []  # what was said before is not said again
        page.context.close()

    def test_a_board_that_was_not_asked_to_is_silent(self, hall: Served, chromium: Any, speaker: SimulatedSpeaker) -> None:
        page = opened(chromium, f"{hall.url}/board")
        hall.take()
        page.wait_for_selector(".labels >> text=A 001")
        call(hall)
        page.wait_for_selector(".label >> text=A 001")
        assert speaker.said == []
        page.context.close()

    def test_what_nobody_called_or_was_called_long_ago_is_not_spoken(self, hall: Served, clock: HandClock) -> None:
        hall.take()
        call(hall)
        seq = hall.hall.deeds.last()
        with hall.client() as client:
            answer = client.get(f"/board/say/{seq}.wav")
            assert answer.status_code == 200 and answer.content[:4] == b"RIFF"
            assert client.get(f"/board/say/{seq + 1}.wav").status_code == 404
            clock.tick(300)
            assert client.get(f"/board/say/{seq}.wav").status_code == 404

    def test_a_voice_that_fails_leaves_the_board_as_it_is(self, hall: Served, speaker: SimulatedSpeaker) -> None:
        hall.take()
        speaker.works = False
        call(hall)
        with hall.client() as client:
            assert client.get(f"/board/say/{hall.hall.deeds.last()}.wav").status_code == 503
            assert client.get("/board").status_code == 200

    def test_the_sentence_names_letter_number_and_counter(self, hall: Served) -> None:
        turn = hall.hall.turns.one(hall.take(queue="B"))
        assert turn is not None
        assert sentence(hall.hall, turn.ticket, "3") == "Mời số bê, một, đến quầy ba."
        assert sentence(hall.hall, turn.ticket, "3", "en") == "Number B, one, please go to counter three."

    @pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1080, 1920)])
    def test_a_number_is_read_from_the_far_end(self, hall: Served, chromium: Any, size: tuple[int, int], tmp_path: Path) -> None:
        for queue, counter in zip("ABCDEK", "123456", strict=True):
            hall.hall.turns.sit(counter, "lan", OPEN)
            for _ in range(105 if queue == "A" else 4):
                hall.take(queue)
            call(hall, counter, queue)
        page = opened(chromium, f"{hall.url}/board", *size)
        page.wait_for_timeout(300)
        page.screenshot(path=f"{tmp_path}/board-{size[0]}.png")
        labels = "[...document.querySelectorAll('.place .label')]"
        heights = page.evaluate(f"{labels}.map(e => parseFloat(getComputedStyle(e).fontSize) / innerHeight)")
        assert len(heights) == 6 and min(heights) >= (1 / 9 if size[0] > size[1] else 0.08)
        assert page.evaluate(f"{labels}.filter(e => e.scrollWidth > e.clientWidth + 1).length") == 0
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
        page.context.close()


class TestTheNumberOnThePhone:
    def test_tells_the_place_then_the_call_then_the_thanks(self, hall: Served, chromium: Any, tmp_path: Path) -> None:
        first, mine = hall.take(), hall.take()
        page = opened(chromium, f"{hall.url}/f/{mine}", 360, 740)
        page.wait_for_selector("text=Còn 1 người phía trước")
        page.screenshot(path=f"{tmp_path}/follow.png")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        call(hall)
        page.wait_for_selector("text=Sắp đến lượt ông/bà")
        hall.hall.turns.finish(first, "1", "lan")
        call(hall)
        page.wait_for_selector("text=Mời ông/bà đến quầy 1 ngay")
        page.screenshot(path=f"{tmp_path}/called.png")
        hall.hall.turns.finish(mine, "1", "lan")
        page.wait_for_selector("text=Đã xong")
        page.context.close()

    def test_who_was_not_there_hears_what_to_do(self, hall: Served) -> None:
        mine = hall.take()
        call(hall)
        hall.hall.turns.absent(mine, "1", "lan")
        with hall.client() as client:
            assert "số vẫn dùng được" in client.get(f"/f/{mine}").text

    def test_the_link_dies_with_the_day_and_guesses_find_nothing(self, hall: Served, clock: HandClock) -> None:
        mine = hall.take()
        with hall.client() as client:
            assert client.get("/f/AAAAAAAAAAAAAAAA").status_code == 410
            assert client.get(f"/f/{mine}").status_code == 200
            clock.tick(24 * 3600)
            assert client.get(f"/f/{mine}").status_code == 410

    def test_a_number_taken_back_is_dead_and_one_handed_on_says_where(self, hall: Served) -> None:
        gone, moved = hall.take(), hall.take()
        hall.hall.tickets.void(gone, "lan", "nhầm")
        call(hall)
        hall.hall.turns.transfer(moved, "B", "1", "lan")
        with hall.client() as client:
            assert client.get(f"/f/{gone}").status_code == 410
            shown = client.get(f"/f/{moved}").text
            assert "B · Chứng thực" in shown and "Sắp đến lượt" in shown
            assert client.get("/f/%00").status_code == 410 and client.get("/r/%00").status_code == 410

    def test_nothing_is_kept_or_found_by_search_machines(self, hall: Served) -> None:
        with hall.client() as client:
            answer = client.get(f"/f/{hall.take()}")
        assert answer.headers["x-robots-tag"] == "noindex, nofollow" and answer.headers["referrer-policy"] == "no-referrer"
