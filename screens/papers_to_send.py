"""Which papers go along as photographs."""

from kiosk.moments_form import PapersToSend
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow


class PapersToSendScreen(Screen):
    moment_type = PapersToSend

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("papers.done"), "forward"

    def act(self) -> None:
        self.kiosk.send.papers_done()

    def count(self) -> int:
        return len(self.moment.papers.papers)

    def row(self, index: int) -> ListRow:
        t, paper = app().t, self.moment.papers.papers[index]
        note = t("papers.taken", n=paper.pages) if paper.pages else t("papers.none") if self.moment.camera else t("papers.no_camera")
        icon = "check-box" if paper.pages else "scan"
        row = ListRow(key=f"paper.{index}", icon=icon, title=t.words(paper.name), note=note, off=not self.moment.camera)
        row.bind(on_release=lambda *args: self.kiosk.send.photograph(index))
        return row


load_kv(__file__)
