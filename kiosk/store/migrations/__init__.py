"""How the tables came to be, step by step (Alembic; run by `kiosk.store.database`, never by hand)."""
