"""The officers' pages in a real Chromium: keys, live lists, nothing that the pages' own rules forbid."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hall_server import PASSWORD, Served, browser, served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Served]:
    with served(tmp_path) as opened:
        yield opened


def watched(page: Any) -> list[str]:
    """What the browser complains of, while the page is open."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def at_counter(chromium: Any, hall: Served, name: str, counter: str) -> Any:
    hall.officer(name)
    page = chromium.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.goto(f"{hall.url}/login")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.select_option("[name=counter]", counter)
    page.click("button.strong")
    page.wait_for_selector(".counter")
    page.wait_for_load_state("load")  # the keys are there once the scripts are
    return page


def test_a_morning_at_the_counter_by_keys_alone(chromium: Any, hall: Served) -> None:
    page = at_counter(chromium, hall, "lan", "1")
    said = watched(page)
    first = hall.take()
    page.wait_for_selector("#live >> text=A 001")  # the page heard of it by itself
    second = hall.take()
    page.wait_for_selector("#live >> text=A 002")
    page.keyboard.press("Space")
    page.wait_for_selector(".now .number >> text=A 001")
    page.keyboard.press("r")
    page.wait_for_selector("text=đã gọi 2 lần")
    page.keyboard.press("Space")
    page.wait_for_selector("text=Đang phục vụ")
    page.keyboard.press("t")
    page.keyboard.press("Escape")
    page.keyboard.press("Space")
    page.wait_for_selector(".now .number >> text=A 002")
    page.keyboard.press("v")
    page.wait_for_selector("text=Gọi mà vắng mặt")
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.wait_for_selector(".now .number >> text=A 002")
    turns = {turn.ticket.id: turn.state for turn in hall.hall.turns.of_day()}
    assert turns == {first: "served", second: "called"} and said == []
    page.context.close()


def test_two_officers_who_press_at_once_get_two_numbers(chromium: Any, hall: Served) -> None:
    from dataclasses import replace

    both = replace(hall.hall.settings.queues[0], counters=("1", "2"))
    hall.hall.settings = replace(hall.hall.settings, queues=(both, *hall.hall.settings.queues[2:]))
    lan, huy = at_counter(chromium, hall, "lan", "1"), at_counter(chromium, hall, "huy", "2")
    hall.take(), hall.take()
    for page in (lan, huy):
        page.evaluate("document.querySelector('[data-key=\" \"]').form.requestSubmit()")
    labels = set()
    for page in (lan, huy):
        page.wait_for_selector(".now .number")
        labels.add(page.inner_text(".now .number"))
    assert labels == {"A 001", "A 002"}
    lan.context.close(), huy.context.close()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768), (768, 1024)])
def test_everything_of_the_counter_can_be_seen_and_hit(chromium: Any, hall: Served, size: tuple[int, int], tmp_path: Path) -> None:
    page = at_counter(chromium, hall, "lan", "1")
    for at in range(12):
        hall.take(priority="elderly" if at % 4 == 0 else "", procedure="2.000635")
    page.keyboard.press("Space")
    page.wait_for_selector(".now .number")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate(
        "[...document.querySelectorAll('main button, main input:not([type=hidden]):not([type=checkbox]), main select')]"
        ".map(e => e.getBoundingClientRect()).filter(r => r.height < 40).length"
    )
    assert small == 0
    page.screenshot(path=f"{tmp_path}/counter.png", full_page=True)
    page.context.close()


