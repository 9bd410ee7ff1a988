"""Staff try the camera and the hand scanner: the kind of what was held there, never its content."""

from kiosk.moments_staff import StaffScan
from screens.base import Screen, app, load_kv


class StaffScanScreen(Screen):
    moment_type = StaffScan

    def back(self) -> None:
        self.kiosk.staff.tools()

    def state(self) -> tuple[str, str, str, str]:
        """kind, icon, title and text."""
        t, m = app().t, self.moment
        if m.kind:
            return "ok", "check-circle", t(m.kind), t("staff.scan.more")
        return ("late", "warning", t(m.fault), t("staff.scan.how")) if m.fault else ("sea", "scan", t("staff.scan"), t("staff.scan.how"))


load_kv(__file__)
