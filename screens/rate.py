"""How was it? Five faces, each with its words."""

from kiosk.moments_feedback import Rate
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow

FACES = {"5": "face-5", "4": "smile", "3": "face-3", "2": "face-2", "1": "face-1"}


class RateScreen(Screen):
    moment_type = Rate

    def count(self) -> int:
        return len(self.moment.questions.faces)

    def row(self, index: int) -> ListRow:
        face = self.moment.questions.faces[index]
        row = ListRow(key=f"face.{face.code}", icon=FACES[face.code], title=app().t.words(face.words))
        row.bind(on_release=lambda *args: self.kiosk.feedback.face(int(face.code)))
        return row


load_kv(__file__)
