"""The store of numbers: `open_tickets(url, hall, clock)` gives a hall's `Tickets`."""

from kiosk.store.opening import open_tickets
from kiosk.store.tickets import Tickets

__all__ = ["Tickets", "open_tickets"]
