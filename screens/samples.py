"""One sample moment per screen, from the posted catalogue: for `kiosk pictures` and for the test that draws them all."""

from dataclasses import replace
from datetime import datetime

from kiosk import moments as m
from kiosk.rules.procedures import Field, Procedure, Words
from kiosk.rules.queue import ACTIVE, SHOWN, Ticket
from kiosk.rules.waiting import Waiting as Wait
from kiosk.text import Text
from kiosk.world import take_along
from screens import samples_feedback, samples_form, samples_staff, samples_status

AWAY = ("Hộ chiếu làm ở Phòng Quản lý xuất nhập cảnh, Công an tỉnh.", "Passports: provincial police.")


def _ticket(world, state: str) -> Ticket:
    now = world.clock.now()
    return Ticket("0123456789abcdef", world.settings.ward.hall, now.date(), "B", "B", 12, "sample", state, now)


def _rows(world, codes) -> tuple[m.Row, ...]:
    offered = world.catalogue.on(world.clock.today())
    return tuple(m.Row(offered[code], mark) for code, mark in codes if code in offered)


def _longest(procedures: list[Procedure]) -> Procedure:
    return max((p for p in procedures if p.complete), key=lambda p: len(p.papers))


def samples(world) -> dict[str, m.Moment]:
    """name -> moment. The unlucky cases stand here too: long names, many papers, no paper in the printer."""
    offered = list(world.catalogue.on(world.clock.today()).values())
    usual = next(p for p in offered if p.code == "1.000656")
    bare = next((p for p in offered if not p.complete), usual)
    field: Field = next(f for f in world.catalogue.fields if f.code == "ho-tich")
    queues = world.settings.queues
    b = next(q for q in queues if q.code == "B")
    closed = {2: "queue.closed_hours"}
    rows = tuple(m.QueueRow(q, i not in closed, Wait(i * 3, i * 10, i * 25 + 5), closed.get(i, "")) for i, q in enumerate(queues))
    found = _rows(world, (("1.000656", ""), ("2.000635", "amended"), ("1.001731", "new")))
    given = m.TicketGiven(_ticket(world, ACTIVE), b, usual, Wait(4, 10, 20), printed=True, payload="KIOSK-SAMPLE", ticked=frozenset({0}))
    shown = m.TicketGiven(_ticket(world, SHOWN), b, None, Wait(4, 10, 20), printed=False, fault="error.paper_out", payload="KIOSK-SAMPLE")
    return {
        "attract": m.Attract(used=(34, 812)),
        "attract-printer": m.Attract("error.paper_out"),
        "home": m.Home(),
        "home-faults": m.Home(("error.store",)),
        "waiting": m.Waiting("waiting.ticket"),
        "sorry": m.Sorry("error.unknown"),
        "help": m.Help(),
        "fields": m.Fields(tuple((f, 12) for f in world.catalogue.fields)),
        "events": m.Events(world.catalogue.events),
        "listing": m.Listing(field, tuple(m.Row(p, "new" if i == 1 else "") for i, p in enumerate(offered) if p.field == field.code)),
        "search-empty": m.Searching(),
        "search-typing": m.Searching("ong noi moi mat", 15, rows=found, suggestions=("ông nội mới mất", "khai tử", "mai táng"), done=True),
        "search-elsewhere": m.Searching("lam ho chieu", 12, done=True, elsewhere=AWAY[0], elsewhere_en=AWAY[1]),
        "search-results": m.Found("ông nội mới mất", found),
        "search-nothing": m.Found("lam ho chieu", (), *AWAY),
        "procedure": m.ProcedurePage(usual, queues[0], ticked=frozenset({1})),
        "procedure-long": m.ProcedurePage(_longest(offered), queues[0], mark="amended"),
        "procedure-bare": m.ProcedurePage(bare, queues[3]),
        "steps": m.Details(usual, "steps"),
        "forms": m.Details(usual, "forms"),
        "take-along": m.TakeAlong(usual, Words(take_along(usual, Text("vi")), take_along(usual, Text("en")))),
        "queues": m.Queues(rows),
        "ready": m.Ready(queues[0], usual, frozenset({0})),
        "priority": m.Priority(b),
        "no-paper": m.NoPaper(b, None, "", "error.paper_out"),
        "ticket-printed": given,
        "ticket-shown": shown,
        "ticket-late": replace(given, wait=Wait(30, 200, 400, today=False)),
        "ticket-asks": replace(shown, fault="error.print_unsure", asks=True),
        "slip": m.SlipGiven(usual),
        "slip-failed": m.SlipGiven(usual, "error.paper_out"),
        "unprinted": m.Unprinted((_ticket(world, SHOWN),)),
        "pin": m.PinPad(typed=3),
        "pin-locked": m.PinPad(locked=1800),
        "staff": m.StaffDesk((_ticket(world, SHOWN),) * 3, "error.paper_out"),
        **samples_status.samples(world),
        **samples_form.samples(world),
        **samples_feedback.samples(world),
        **samples_staff.samples(_ticket(world, ACTIVE)),
    }


def moment_of_day() -> datetime:
    """A fixed hour for pictures, so that two runs can be compared."""
    return datetime(2026, 11, 24, 8, 42)
