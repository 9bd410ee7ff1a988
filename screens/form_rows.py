"""One question of a form as a line to touch: its name, the answer or what to do, and what is wrong with it."""

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens import written  # noqa: F401  the .kv names Written
from screens.base import app, load_kv
from screens.widgets import Tap


class FieldRow(Tap):
    """`field` is a FieldView. The answer itself is drawn, a choice is said."""

    kiosk = ObjectProperty(rebind=False)
    field = ObjectProperty(rebind=False)
    shown = StringProperty("")  # the key of the number that is shown whole

    def label(self) -> str:
        t, field = app().t, self.field
        return t.words(field.label) if field.required else t("form.optional", label=t.words(field.label))

    def said(self) -> str:
        """What stands there as text: a choice, or what to do."""
        t, field = app().t, self.field
        if field.kind == "choice" and field.filled:
            return next((t.words(one.label) for one in field.choices if one.code == field.chosen), "")
        return "" if field.filled else t("form.touch")

    def what(self) -> str:
        field = self.field
        if not field.filled or field.kind == "choice":
            return ""
        return f"masked:{field.key}" if field.private and self.shown != field.key else f"field:{field.key}"

    def trouble(self) -> str:
        t, field = app().t, self.field
        renamed = t("form.renamed") if len(field.offered) > 1 and field.source in ("card", "second") else ""
        return t.words(field.problem) or t.words(field.advice) or renamed

    def icon(self) -> str:
        field = self.field
        if field.problem:
            return "warning"
        return "id-card" if field.source in ("card", "second") else "edit" if field.filled else "chevron-right"


class CountRow(BoxLayout):
    """How many: one less, the number, one more."""

    kiosk = ObjectProperty(rebind=False)
    field = ObjectProperty(rebind=False)


load_kv(__file__)
