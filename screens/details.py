"""The steps or the forms of one procedure, and the law it stands on."""

from kiosk.moments import Details
from screens.base import Screen, app, load_kv
from screens.widgets import Banner, Numbered


class DetailsScreen(Screen):
    moment_type = Details

    def blocks(self) -> list:
        p = self.moment.procedure
        blocks = []
        if self.moment.what == "steps":
            blocks = [Numbered(number=str(i), text=self.words(step)) for i, step in enumerate(p.steps, 1)]
        if self.moment.what == "forms":
            blocks = [Numbered(icon="file", text=self.words(form)) for form in p.forms]
            if not p.forms:
                blocks = [Banner(kind="sea", icon="info", text=app().t("forms.none"))]
            if p.legal:
                blocks.append(Banner(kind="sea", icon="scales", title=app().t("details.legal"), text="\n".join(p.legal)))
        elif p.result:
            blocks.append(Banner(kind="ok", icon="check-circle", title=app().t("details.result"), text=self.words(p.result)))
        return blocks


load_kv(__file__)
