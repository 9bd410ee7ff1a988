"""Slow things run on lanes, one thread each; their answers come back on the screen's thread."""

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from kiosk import log
from kiosk.errors import KioskError

Answer = TypeVar("Answer")
Post = Callable[[Callable[[], None]], None]


class Lane:
    """One thread that does one job after the other. A daemon: a job that hangs does not hold the kiosk's exit."""

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=f"lane-{name}", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            self._jobs.get()()

    def add(self, job: Callable[[], None]) -> None:
        self._jobs.put(job)

    def here(self) -> bool:
        return threading.current_thread() is self._thread


class Work:
    """`post` puts a call on the screen's thread: Kivy's Clock in the app, a plain queue in tests."""

    def __init__(self, post: Post, visit_number: Callable[[], int]) -> None:
        self._post = post
        self._visit_number = visit_number
        self._lanes: dict[str, Lane] = {}
        self._lock = threading.Lock()

    def lane(self, name: str) -> Lane:
        with self._lock:
            if name not in self._lanes:
                self._lanes[name] = Lane(name)
            return self._lanes[name]

    def start(
        self, lane: str, job: Callable[[], Answer], then: Callable[[Answer], Any], oops: Callable[[KioskError], Any]
    ) -> None:
        """Run `job` on `lane`; `then(answer)` or `oops(error)` follow on the screen's thread unless the citizen has left."""
        number = self._visit_number()

        def deliver(call: Callable[[], Any]) -> None:
            self._post(lambda: call() if self._visit_number() == number else None)

        def run() -> None:
            try:
                answer = job()
            except KioskError as error:
                failed = error
                deliver(lambda: oops(failed))
            except Exception:
                log.bug(f"job on lane {lane}")
                deliver(lambda: oops(KioskError("a job failed")))
            else:
                deliver(lambda: then(answer))

        self.lane(lane).add(run)

    def call_later(self, lane: str, job: Callable[[], Answer], then: Callable[[Answer], Any]) -> None:
        """For the kiosk itself, not for a citizen: `then` follows whoever is there; a job that fails says nothing."""

        def run() -> None:
            try:
                answer = job()
            except Exception:
                log.bug(f"job on lane {lane}")
            else:
                self._post(lambda: then(answer))

        self.lane(lane).add(run)

    def call(self, lane: str, job: Callable[[], Answer], seconds: float) -> Answer:
        """Run `job` on `lane` and wait for its answer. Never from the screen's thread: for one lane that needs another.

        Raises TimeoutError when the lane has not answered after `seconds`, and whatever the job raises.
        """
        if self.lane(lane).here():
            return job()
        answers: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

        def run() -> None:
            try:
                answers.put((True, job()))
            except BaseException as error:
                answers.put((False, error))

        self.lane(lane).add(run)
        try:
            good, answer = answers.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError(f"lane {lane} did not answer") from None
        if not good:
            raise answer
        return answer  # type: ignore[no-any-return]
