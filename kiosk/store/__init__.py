"""The store of numbers: `open_tickets(url, hall, clock)` gives a hall's `Tickets`; `open_numbers` what a kiosk hands out from."""

from kiosk.store.blocks import WithBlock
from kiosk.store.opening import open_numbers, open_tickets
from kiosk.store.tickets import Tickets

Numbers = Tickets | WithBlock

__all__ = ["Numbers", "Tickets", "WithBlock", "open_numbers", "open_tickets"]
