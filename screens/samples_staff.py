"""Sample moments behind the staff's PIN."""

from kiosk import moments as m
from kiosk.moments_staff import StaffChecks, StaffScan, StaffTickets, StaffTools

ROWS = (
    ("ok", "doctor.store", ""),
    ("warn", "doctor.pin", "doctor.pin.none"),
    ("fail", "doctor.printer", "error.paper_out"),
    ("warn", "doctor.clock", "doctor.clock.unsure"),
    ("ok", "doctor.disk", "41234 MB"),
)


def samples(ticket) -> dict[str, m.Moment]:
    """name -> moment."""
    return {
        "staff-tools": StaffTools("staff.tested"),
        "staff-checks": StaffChecks(ROWS),
        "staff-tickets": StaffTickets((ticket,) * 5),
        "staff-no-tickets": StaffTickets(),
        "staff-scan": StaffScan(),
        "staff-scanned": StaffScan("staff.scan.card"),
    }
