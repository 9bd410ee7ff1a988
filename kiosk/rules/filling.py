"""A form that is being filled in: one citizen's answers. Pure; it lives in the visit's process and dies with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kiosk.rules.form import Choice, Form, FormField, FormPage, When
from kiosk.rules.form_rules import broken, days, kind_problem, normal
from kiosk.rules.idcard import Card
from kiosk.rules.places import Places
from kiosk.rules.plain import bare
from kiosk.rules.procedures import Words

Source = Literal["", "card", "same", "default", "typed"]
NEW_CARD = date(2024, 7, 1)  # TT 16/2024/TT-BCA: from then on the card is a "thẻ căn cước", issued by the ministry


@dataclass(frozen=True)
class Context:
    """What the hall gives to every form. `office`: the authority ("UBND phường ..."); `says`: sentences of config/forms/says.toml."""

    today: date
    office: str = ""
    ward: str = ""
    district: str = ""
    province: str = ""
    lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    says: Mapping[str, Words] = field(default_factory=dict)
    places: Places = Places()


class Filling:
    """The answers to one form. A value is "" while it is not given, and whenever its field is not asked."""

    def __init__(self, form: Form, context: Context) -> None:
        self.form, self.context = form, context
        self._fields = {one.key: one for one in form.fields}
        self._values: dict[str, str] = {}
        self._sources: dict[str, Source] = {}
        self._addresses: dict[str, str] = {}  # role -> what the card says

    # -- what is asked

    def asked(self, key: str) -> bool:
        one = self._fields.get(key)
        return one is not None and self.holds(one.when)

    def holds(self, when: tuple[When, ...]) -> bool:
        return all((self.value(one.field) in one.values) == one.is_one for one in when)

    def pages(self) -> tuple[FormPage, ...]:
        """Those on which something is asked now."""
        return tuple(page for page in self.form.pages if self.holds(page.when) and any(map(self.asked, page.fields)))

    def missing(self, page: FormPage) -> tuple[str, ...]:
        """The fields of a page that must still be answered."""
        return tuple(key for key in page.fields if self.asked(key) and self._fields[key].required and not self.value(key))

    # -- answers

    def value(self, key: str) -> str:
        if not self.asked(key):
            return ""
        return self._values[key] if key in self._values else self._default(self._fields[key])

    def source(self, key: str) -> Source:
        if not self.value(key):
            return ""
        return self._sources.get(key, "default")

    def put(self, key: str, value: str, source: Source = "typed") -> None:
        """An answer, made normal; "" takes it back. A field nobody knows is nobody's."""
        if key in self._fields:
            self._values[key], self._sources[key] = normal(self._fields[key], value), source

    def fill(self, role: str, card: Card) -> tuple[str, ...]:
        """All that this person's card knows; the keys that were filled. Asked or not: a later answer may ask for it."""
        filled = []
        self._addresses[role] = card.address
        for one in self.form.fields:
            if one.role == role and one.card and (value := self._of_card(one, card)):
                self.put(one.key, value, "card")
                filled.append(one.key)
        return tuple(filled)

    def addresses(self, other: "Filling", role: str, mine: str) -> None:
        """What a person's card says stands in another form already: it is offered here too, to `mine`."""
        if address := other._addresses.get(role, ""):
            self._addresses[mine] = address

    def _of_card(self, one: FormField, card: Card) -> str:
        new = card.issued is not None and card.issued >= NEW_CARD
        match one.card:
            case "birth":
                text = card.birth.isoformat()
            case "issued":
                text = card.issued.isoformat() if card.issued else ""
            case "issuer":
                text = self._say("issuer.new" if new else "issuer.old") if card.issued else ""
            case "paper":
                text = self._say("paper.new" if new else "paper.old") if card.issued else ""
            case "nationality":
                text = self._say("nationality")
            case _:
                text = str(getattr(card, one.card))
        return self._code(one, text) if one.kind == "choice" else text

    def _code(self, one: FormField, text: str) -> str:
        """The choice that is called like this."""
        return next((choice.code for choice in one.choices if bare(choice.label.vi) == bare(text)), "")

    def _default(self, one: FormField) -> str:
        if one.default == "today":
            return self.context.today.isoformat()
        if one.default == "ward":
            return ", ".join(filter(None, (self.context.office, self.context.district, self.context.province)))
        return one.default

    def _say(self, key: str) -> str:
        return self.context.says.get(key, Words()).vi

    # -- what is right

    def problem(self, key: str) -> Words:
        """What is wrong with the answer, said to the citizen; empty when it is right or not given."""
        value = self.value(key)
        if not value:
            return Words()
        return kind_problem(self._fields[key], value, self.context.today, self.context.says) or self._broken(key, advice=False)

    def advice(self, key: str) -> Words:
        """What the citizen should know about the answer, and may leave as it is."""
        return self._broken(key, advice=True)

    def _broken(self, key: str, advice: bool) -> Words:
        value, today = self.value(key), self.context.today
        for rule in self.form.rules:
            concerned = rule.field == key and rule.advice == advice and self.holds(rule.when)
            if concerned and broken(rule, value, self.value(rule.other) if rule.other else "", today):
                return rule.says
        return Words()

    # -- instead of writing

    def choices(self, key: str) -> tuple[Choice, ...]:
        return self._fields[key].choices

    def offered(self, key: str) -> tuple[tuple[str, Words], ...]:
        """Texts that may be chosen, each with what it is: the card's address and its new names, earlier answers, this ward."""
        one, says = self._fields[key], self.context.says
        found: list[tuple[str, Words]] = []
        if one.card == "address" and (address := self._addresses.get(one.role, "")):
            found.append((address, says.get("offered.card", Words())))
            for new, sure in self.context.places.renamed(address):
                found.append((new, says.get("offered.new" if sure else "offered.new_unsure", Words())))
        for other in one.same_as:
            if value := self.value(other):
                found.append((value, self._fields[other].label))
        if one.default == "ward":
            found.append((self._default(one), says.get("offered.ward", Words())))
        texts = [text for text, _ in found]
        kept = tuple(pair for at, pair in enumerate(found) if pair[0] not in texts[:at])
        return kept if len(kept) > 1 or (kept and kept[0][0] != self.value(key)) else ()

    def suggestions(self, key: str, typed: str, limit: int = 4) -> tuple[str, ...]:
        """How what is being typed may go on, likeliest first. Of an address, its last part."""
        one = self._fields[key]
        if one.suggest == "places":
            before, comma, last = typed.rpartition(",")
            found = _fitting(last, self.context.places.names(), limit) if bare(last).strip() else ()
            return tuple(f"{before}{comma} {name}".strip() for name in found)
        return _fitting(typed, [choice.label.vi for choice in self.context.lists.get(one.suggest, ())], limit)

    # -- what it says

    def shown(self, key: str, language: str) -> str:
        """The answer for the screen."""
        value, one = self.value(key), self._fields[key]
        if one.kind == "choice":
            return next((choice.label.say(language) for choice in one.choices if choice.code == value), "")
        return _date(value) if one.kind == "date" else value

    def printed(self, key: str) -> str:
        """The answer as it stands on the paper; "" for what is not asked."""
        value, one = self.value(key), self._fields[key]
        if one.kind == "choice":
            return next((choice.printed or choice.label.vi for choice in one.choices if choice.code == value), "")
        if one.kind == "amount" and value:
            return f"{int(value):,}".replace(",", ".")
        return _date(value) if one.kind == "date" else value

    def values_to_send(self) -> tuple[tuple[str, str], ...]:
        """What was asked and answered, in the form's order."""
        return tuple((one.key, value) for one in self.form.fields if (value := self.value(one.key)))

    def words(self) -> dict[str, str]:
        """What the printed form may name beside its fields."""
        here, today = self.context, self.context.today
        return {
            "office": here.office, "ward": here.ward, "district": here.district, "province": here.province,
            "today": f"{today:%d/%m/%Y}", "day": f"{today:%d}", "month": f"{today:%m}", "year": f"{today:%Y}",
        }  # fmt: skip


def _date(value: str) -> str:
    return "/".join(reversed(value.split("-"))) if days(value) else ""


def _fitting(typed: str, names: list[str] | tuple[str, ...], limit: int) -> tuple[str, ...]:
    """Names that begin with what was typed, then those of which a word does; without accents. Nothing typed: the first ones."""
    wanted = bare(typed).strip()
    plain = [(name, bare(name)) for name in names]
    first = [name for name, text in plain if text.startswith(wanted)]
    later = [name for name, text in plain if name not in first and f" {wanted}" in text]
    return tuple(name for name in first + later if bare(name) != wanted)[:limit]
