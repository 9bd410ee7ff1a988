"""Dossiers released in time and late, by the day."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "punctual",
        sa.Column("hall", sa.String(64), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True, autoincrement=False),
        sa.Column("on_time", sa.Integer, nullable=False),
        sa.Column("late", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
