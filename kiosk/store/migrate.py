"""Brings a database to this version's tables: Alembic, run from the program, no ini file."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

HEAD = "0003"  # the newest file in migrations/versions
SCRIPTS = Path(__file__).with_name("migrations")


def version(connection: Connection) -> str:
    """The step the database stands at; "" when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")


def upgrade(connection: Connection) -> None:
    """Run the missing steps inside the caller's transaction."""
    from alembic import command  # a second to import on a busy machine, and needed once a release
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
