"""The hall around the kiosk: turns, posts, deeds, officers, ratings, usage. A number is its own within its prefix."""

import hashlib
from datetime import timedelta, timezone
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CODE, TEXT = sa.String(64), sa.String(200)
HALL_TIME = timezone(timedelta(hours=7))
CHAINED = ("hall", "seq", "id", "kiosk", "day", "queue", "prefix", "number", "visit", "at", "priority", "procedure")


def text(name: str, kind: sa.types.TypeEngine[Any] = CODE) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def key(name: str, kind: sa.types.TypeEngine[Any] = CODE) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def upgrade() -> None:
    _tickets()
    _chains()
    _counters()
    _officers()
    _citizens()
    if op.get_bind().dialect.name == "postgresql":
        _notices()


def _tickets() -> None:
    """A kiosk that was alone hands out numbers with a prefix of its own: they may be equal to others' (A 001, A-K2 001)."""
    with op.batch_alter_table("tickets", copy_from=_before(), recreate="auto", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_constraint("one_ticket_a_number", type_="unique")
        table.create_unique_constraint("one_ticket_a_number", ["hall", "day", "queue", "prefix", "number"])
        for name in ("counter", "called_at", "served_at"):
            table.drop_column(name)


def _chains() -> None:
    """The chain of hashes is reckoned anew, in a way that PostgreSQL can reckon too."""
    bind = op.get_bind()
    tickets = sa.Table("tickets", sa.MetaData(), autoload_with=bind)
    counters = sa.Table("counters", sa.MetaData(), autoload_with=bind)
    heads: dict[tuple[str, str], str] = {}
    for row in bind.execute(sa.select(tickets).order_by(tickets.c.hall, tickets.c.queue, tickets.c.seq)).mappings().all():
        queue = row["hall"], row["queue"]
        kept = [heads.get(queue, "0" * 64), *(str(row[name]) for name in CHAINED[:-3])]
        kept += [f"{row['at'].replace(tzinfo=HALL_TIME)}", *(str(row[name]) for name in CHAINED[-2:])]
        heads[queue] = hashlib.sha256("\x1f".join(kept).encode()).hexdigest()
        here = (tickets.c.hall == row["hall"], tickets.c.id == row["id"])
        bind.execute(sa.update(tickets).where(*here).values(hash=heads[queue]))
    for (hall, code), head in heads.items():
        bind.execute(sa.update(counters).where(counters.c.hall == hall, counters.c.queue == code).values(hash=head))


def _before() -> sa.Table:
    return sa.Table(
        "tickets",
        sa.MetaData(),
        sa.Column("hall", CODE, sa.ForeignKey("halls.hall"), primary_key=True),
        key("id"),
        text("kiosk"),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        *(text(name) for name in ("queue", "prefix")),
        sa.Column("number", sa.Integer, nullable=False),
        *(text(name) for name in ("visit", "state")),
        sa.Column("at", sa.DateTime, nullable=False),
        *(text(name) for name in ("priority", "procedure")),
        sa.Column("attempts", sa.Integer, nullable=False),
        text("why", TEXT),
        sa.Column("printed_at", sa.DateTime),
        sa.Column("counter", CODE),
        *(sa.Column(name, sa.DateTime) for name in ("called_at", "served_at", "voided_at")),
        sa.Column("voided_by", CODE),
        text("hash"),
        sa.UniqueConstraint("hall", "day", "queue", "number", name="one_ticket_a_number"),
        sa.UniqueConstraint("hall", "visit", name="one_ticket_a_visit"),
        sa.CheckConstraint("state IN ('printing', 'active', 'shown', 'void')", name="known_state"),
        sa.CheckConstraint("number >= 1", name="numbers_start_at_1"),
        sqlite_with_rowid=False,
    )


def _counters() -> None:
    op.create_table(
        "turns",
        key("hall"),
        key("ticket"),
        text("day", sa.Date()),
        *(text(name) for name in ("queue", "state", "counter", "officer")),
        *(text(name, sa.Integer()) for name in ("calls", "first")),
        text("since", sa.DateTime()),
        *(sa.Column(name, sa.DateTime) for name in ("called_at", "started_at", "ended_at")),
        text("note", TEXT),
        sa.ForeignKeyConstraint(["hall", "ticket"], ["tickets.hall", "tickets.id"], name="turn_of_a_ticket"),
        sa.CheckConstraint("state IN ('waiting', 'called', 'serving', 'served', 'absent')", name="known_turn"),
        sqlite_with_rowid=False,
    )
    op.create_index("turns_of_a_day", "turns", ["hall", "day", "queue"])
    op.create_table(
        "posts",
        key("hall"),
        key("counter"),
        *(text(name) for name in ("officer", "state")),
        text("since", sa.DateTime()),
        sa.CheckConstraint("state IN ('open', 'paused', 'closed')", name="known_post"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deeds",
        key("hall"),
        key("seq", sa.Integer()),
        text("day", sa.Date()),
        text("at", sa.DateTime()),
        *(text(name) for name in ("kind", "officer", "counter", "ticket")),
        text("text", TEXT),
        text("hash"),
    )
    op.create_index("deeds_of_a_day", "deeds", ["hall", "day"])


def _officers() -> None:
    op.create_table(
        "officers",
        key("hall"),
        key("name"),
        *(text(name, TEXT) for name in ("shown", "roles", "hash")),
        *(text(name, sa.Integer()) for name in ("active", "fails")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "logins",
        key("hall"),
        key("token"),
        *(text(name) for name in ("officer", "counter")),
        *(text(name, sa.DateTime()) for name in ("at", "seen")),
        sqlite_with_rowid=False,
    )


def _citizens() -> None:
    op.create_table(
        "ratings",
        key("hall"),
        key("id"),
        text("ticket"),
        text("day", sa.Date()),
        text("at", sa.DateTime()),
        *(text(name) for name in ("queue", "counter", "procedure")),
        text("face", sa.Integer()),
        *(text(name, sa.Text()) for name in ("answers", "words", "contact")),
        text("place"),
        sa.UniqueConstraint("hall", "ticket", name="one_rating_a_ticket"),
        sa.CheckConstraint("face BETWEEN 1 AND 5", name="five_faces"),
        sqlite_with_rowid=False,
    )
    op.create_index("ratings_of_a_day", "ratings", ["hall", "day"])
    op.create_table("reports", key("hall"), key("id"), text("at", sa.DateTime()), text("sealed", sa.Text()), sqlite_with_rowid=False)
    op.create_table(
        "usage",
        key("hall"),
        key("day", sa.Date()),
        key("hour", sa.Integer()),
        *(key(name) for name in ("kiosk", "kind")),
        text("times", sa.Integer()),
        sqlite_with_rowid=False,
    )


def _notices() -> None:
    """New numbers and calls are told to whoever listens (kiosk.store.watch)."""
    op.execute(
        "CREATE FUNCTION tell_hall() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_notify('kiosk_hall', NEW.hall); RETURN NULL; END $$"
    )
    for table in ("tickets", "deeds"):
        op.execute(f"CREATE TRIGGER tell_hall AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION tell_hall()")
