"""How was it? Five faces, each with its words, all at once: one that stood on a second page would be touched by fewer."""

from kiosk.moments_feedback import Rate
from screens.base import Screen, app, load_kv
from screens.tiles import Tile

FACES = {"5": "face-5", "4": "smile", "3": "face-3", "2": "face-2", "1": "face-1"}


class RateScreen(Screen):
    moment_type = Rate

    def rows(self) -> tuple[int, ...]:
        return (3, 2) if app().theme.wide else (2, 2, 1) if app().theme.low else (1, 1, 1, 1, 1)

    def tile(self, index: int) -> Tile:
        face = self.moment.questions.faces[index]
        tile = Tile(key=f"face.{face.code}", icon=FACES[face.code], title=app().t.words(face.words), note_shown=False)
        tile.bind(on_release=lambda *args: self.kiosk.feedback.face(int(face.code)))
        return tile


load_kv(__file__)
