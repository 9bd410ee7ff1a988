"""Browse: the fields, the life events, the procedures of one of them."""

from kiosk.moments import Events, Fields, Found, Listing
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow


def procedure_row(kiosk, row, key: str) -> ListRow:
    """One procedure in a list: its plain name, when one needs it, "Mới" or "Sửa đổi"; an abolished one is struck out."""
    t, p = app().t, row.procedure
    gone = row.mark == "abolished"
    note = t("list.abolished", decision=p.change.decision or p.decision) if gone else t.words(p.when)
    mark = t(f"mark.{row.mark}") if row.mark else ""
    if mark and app().theme.crowded and not gone:  # beside the title there is no room for it
        mark, note = "", mark
    item = ListRow(key=key, title=t.words(p.plain), note=note, chip=mark, struck=gone, off=gone, icon="")
    item.bind(on_release=lambda *args: kiosk.browse.open(p))
    return item


def nothing_found(moment) -> tuple[str, str]:
    """What to say instead of results: where it is done, or how to ask otherwise."""
    t = app().t
    if moment.elsewhere:
        return t("search.elsewhere"), moment.elsewhere_en if t.language == "en" and moment.elsewhere_en else moment.elsewhere
    return t("search.nothing"), t("search.nothing.do")


class ListScreen(Screen):
    """A title and choices on pages."""

    def title(self) -> str:
        return app().t(f"{type(self.moment).__name__.lower()}.title")

    def note(self) -> str:
        return ""

    def instead(self) -> str:
        """What to say when there is no row."""
        return ""

    def count(self) -> int:
        raise RuntimeError("each list says how long it is")

    def row(self, index: int) -> ListRow:
        raise RuntimeError("each list says what stands in it")


class FieldsScreen(ListScreen):
    moment_type = Fields

    def count(self) -> int:
        return len(self.moment.fields)

    def row(self, index: int) -> ListRow:
        field, n = self.moment.fields[index]
        crowded = app().theme.compact or app().theme.step == 2
        row = ListRow(
            key=f"field.{field.code}",
            icon=field.icon,
            title=self.words(field.name),
            note=self.words(field.plain),
            chip="" if crowded else app().t("fields.count", n=n),
        )
        row.bind(on_release=lambda *args: self.kiosk.browse.field(field))
        return row


class EventsScreen(ListScreen):
    moment_type = Events

    def count(self) -> int:
        return len(self.moment.events)

    def row(self, index: int) -> ListRow:
        event = self.moment.events[index]
        row = ListRow(key=f"event.{event.code}", icon=event.icon, title=self.words(event.name), note=self.words(event.plain))
        row.bind(on_release=lambda *args: self.kiosk.browse.event(event))
        return row


class ListingScreen(ListScreen):
    moment_type = Listing

    def title(self) -> str:
        return self.words(self.moment.of.name)

    def note(self) -> str:
        return app().t("listing.note")

    def count(self) -> int:
        return len(self.moment.rows)

    def row(self, index: int) -> ListRow:
        row = self.moment.rows[index]
        return procedure_row(self.kiosk, row, f"procedure.{row.procedure.code}")


class FoundScreen(ListScreen):
    moment_type = Found

    def title(self) -> str:
        return super().title() if self.moment.rows else nothing_found(self.moment)[0]

    def note(self) -> str:
        return app().t("found.note", query=self.moment.query[:60])

    def instead(self) -> str:
        return "" if self.moment.rows else nothing_found(self.moment)[1]

    def count(self) -> int:
        return len(self.moment.rows)

    def row(self, index: int) -> ListRow:
        return procedure_row(self.kiosk, self.moment.rows[index], f"result.{index}")


load_kv(__file__)
