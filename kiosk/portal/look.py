"""One look-up: several questions over one connection, inside one deadline, with the circuit asked before and told after."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from kiosk import log
from kiosk.errors import PortalError
from kiosk.portal.circuit import Circuit
from kiosk.portal.deadline import Deadline
from kiosk.portal.http import Answer, Call, Http, PortalAway


class Look:
    """One look-up: asks the circuit, keeps one deadline and one connection, and tells the circuit how it went."""

    def __init__(self, http: Http, circuit: Circuit, seconds: float) -> None:
        self._http, self._circuit, self._seconds = http, circuit, seconds
        self._stack = ExitStack()

    def __enter__(self) -> "Look":
        self._circuit.ask()
        with ExitStack() as opening:
            deadline = opening.enter_context(Deadline(self._seconds))
            self._call: Call = opening.enter_context(self._http.open(deadline))
            self._stack = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def get(self, path: str, query: dict[str, str] | None, headers: dict[str, str]) -> Answer:
        return self._told(lambda: self._call.get(path, query, headers))

    def post(self, path: str, form: dict[str, str], headers: dict[str, str]) -> Answer:
        return self._told(lambda: self._call.post(path, form, headers))

    def upload(self, path: str, form: dict[str, str], name: str, file: bytes, headers: dict[str, str]) -> Answer:
        return self._told(lambda: self._call.upload(path, form, name, file, headers))

    def _told(self, ask: Callable[[], Answer]) -> Answer:
        try:
            answer = ask()
        except PortalError as error:  # an odd answer is an answer: the circuit saves time, and that one took none
            (self._circuit.failed if isinstance(error, PortalAway) else self._circuit.worked)()
            log.fault("portal", PortalError.key)
            raise
        self._circuit.worked()
        log.fault("portal", "")
        return answer


def refused(answer: Answer) -> bool:
    """OpenCPS says no with 203, as a status (its body is no JSON) or as {"code": 203}."""
    said = answer.data.get("code") if isinstance(answer.data, dict) else None
    return answer.status in (203, 401, 403) or said in (203, 401, 403, "203", "401", "403")


def answered(answer: Answer) -> Any:
    if refused(answer):
        raise PortalError("the portal refuses the kiosk's account")
    if answer.status != 200:
        raise PortalError(f"the portal answers {answer.status}")
    return answer.data
