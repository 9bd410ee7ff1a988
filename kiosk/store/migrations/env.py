"""Alembic's entry: runs the missing steps on the connection, and inside the transaction, that the store handed over."""

from alembic import context

from kiosk.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
