"""Halls, counters, tickets, remarks and PIN locks."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CODE, TEXT = sa.String(64), sa.String(200)


def upgrade() -> None:
    _halls()
    _tickets()
    _around()


def _halls() -> None:
    op.create_table(
        "halls",
        sa.Column("hall", CODE, primary_key=True),
        sa.Column("day", sa.Date),
        sa.Column("doubt", sa.Date),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counters",
        sa.Column("hall", CODE, sa.ForeignKey("halls.hall"), primary_key=True),
        sa.Column("queue", CODE, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("issued", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", CODE, nullable=False),
        sqlite_with_rowid=False,
    )


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("hall", CODE, sa.ForeignKey("halls.hall"), primary_key=True),
        sa.Column("id", CODE, primary_key=True),
        sa.Column("kiosk", CODE, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("queue", CODE, nullable=False),
        sa.Column("prefix", CODE, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("visit", CODE, nullable=False),
        sa.Column("state", CODE, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("priority", CODE, nullable=False),
        sa.Column("procedure", CODE, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("printed_at", sa.DateTime),
        sa.Column("counter", CODE),
        sa.Column("called_at", sa.DateTime),
        sa.Column("served_at", sa.DateTime),
        sa.Column("voided_at", sa.DateTime),
        sa.Column("voided_by", CODE),
        sa.Column("hash", CODE, nullable=False),
        sa.UniqueConstraint("hall", "day", "queue", "number", name="one_ticket_a_number"),
        sa.UniqueConstraint("hall", "visit", name="one_ticket_a_visit"),
        sa.CheckConstraint("state IN ('printing', 'active', 'shown', 'void')", name="known_state"),
        sa.CheckConstraint("number >= 1", name="numbers_start_at_1"),
        sqlite_with_rowid=False,
    )


def _around() -> None:
    op.create_table(
        "remarks",
        sa.Column("hall", CODE, sa.ForeignKey("halls.hall"), primary_key=True),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kiosk", CODE, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("text", TEXT, nullable=False),
    )
    op.create_table(
        "pin_locks",
        sa.Column("hall", CODE, primary_key=True),
        sa.Column("kiosk", CODE, primary_key=True),
        sa.Column("fails", sa.Integer, nullable=False),
    )
