"""Rows that open the keyboard: own words, and how to reach the citizen. What was typed is not shown to whoever stands behind."""

from screens.base import app
from screens.widgets import ListRow


def tell_row(kiosk, moment, part: str, high: float = 0) -> ListRow:
    """`part`: "words" or "contact" of the moment. `high`: its height in pixels where no list gives one."""
    t, written = app().t, bool(getattr(moment, part))
    icon, note = ("check-circle", t("tell.written")) if written else ("edit", t(f"tell.{part}.note"))
    row = ListRow(key=f"tell.{part}", icon=icon, title=t(f"tell.{part}"), note=note, height=high)
    row.bind(on_release=lambda *args: kiosk.feedback.tell(part))
    return row
