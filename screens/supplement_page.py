"""What is missing from the dossier, as a list to tick and to print."""

from dataclasses import replace

from kiosk.moments_dossier import SupplementPage
from screens import a4_button  # noqa: F401  the .kv names A4Button
from screens.base import Screen, app, load_kv
from screens.letters import Heading
from screens.widgets import Banner, TickRow


class SupplementPageScreen(Screen):
    moment_type = SupplementPage

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("supplement.print"), "print"

    def act(self) -> None:
        self.kiosk.status.print_supplement()

    def follow(self, moment: SupplementPage) -> bool:
        """A tick changes a row and nothing else."""
        if replace(moment, ticked=self.moment.ticked) != self.moment:
            return False
        self.moment = moment
        for row in self.ids.pages.blocks:
            if isinstance(row, TickRow):
                row.ticked = row.item in moment.ticked
        return True

    def blocks(self) -> list:
        t, asked = app().t, self.moment.dossier.supplement
        blocks = [self._row(index, item) for index, item in enumerate(asked.items)]
        if asked.reason:
            blocks.append(Banner(kind="sea", icon="info", text=t("status.reason", reason=asked.reason)))
        if asked.contact:
            blocks.append(Heading(text=asked.contact))
        return blocks

    def _row(self, index: int, item: str) -> TickRow:
        row = TickRow(key=f"item.{index}", title=item, ticked=index in self.moment.ticked)
        row.item = index
        row.bind(on_release=lambda row: self.kiosk.status.tick(row.item))
        return row


load_kv(__file__)
