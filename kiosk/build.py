"""The one place that chooses real or simulated machines, from the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from kiosk import log, paths
from kiosk.clock import Clock, HandClock, SystemClock
from kiosk.errors import KioskError, PortalError
from kiosk.rules.dossier import Dossier
from kiosk.rules.procedures import Catalogue
from kiosk.settings import PortalSettings, Settings
from kiosk.world import World

if TYPE_CHECKING:
    from kiosk.devices import Printer
    from kiosk.devices.a4 import A4Printer
    from kiosk.outbox.link import Deliverer
    from kiosk.portal.catalogue import Service
    from kiosk.punctual import Punctuality
    from kiosk.reader import Reader
    from kiosk.reader.messages import DeskSetup
    from kiosk.store import Numbers

def world(settings: Settings, clock: Clock | None = None) -> World:
    """The kiosk's machines as the settings name them. Nothing is opened and no catalogue read yet."""
    clock = clock or SystemClock()
    portal = _portal(settings, clock)
    machines = _printer(settings), _tickets(settings, clock), _reader(settings, portal), _a4(settings), _deliverer(settings, portal)
    return World(settings, clock, Catalogue(), (), *machines, _punctuality(settings, clock, portal), _services(portal), _posted)


def _posted() -> tuple[Catalogue, list[str]]:
    from kiosk import catalogue

    return catalogue.load_what_works()


def _printer(settings: Settings) -> Callable[[], Printer]:
    def make() -> Printer:
        from kiosk.devices.printer import open_printer

        return open_printer(settings.printer)

    return make


def _tickets(settings: Settings, clock: Clock) -> Callable[[], Numbers]:
    def make() -> Numbers:
        from kiosk.store import open_numbers

        here = settings.store
        return open_numbers(paths.store_url(here.url), settings.ward.hall, clock, here.kiosk, paths.STATE / "block.db")

    return make


def _portal(settings: Settings, clock: Clock) -> Callable[[], PortalSettings]:
    """Whom to ask. The sample is real HTTP, so that the desk's kiosk does what the hall's does; it is served once, when it is wanted."""

    @cache
    def make() -> PortalSettings:
        if settings.portal.url != "sample":
            return settings.portal
        from kiosk import holidays
        from kiosk.portal.sample import serve

        try:
            return replace(settings.portal, url=serve(today=clock.today, working=holidays.load().is_working).url)
        except KioskError as error:  # scanning works without a portal
            log.note(f"the sample portal cannot be served: {error}")
            return settings.portal

    return make


def _reader(settings: Settings, portal: Callable[[], PortalSettings]) -> Callable[[], Reader]:
    def make() -> Reader:
        from kiosk.portal.account import token
        from kiosk.reader.link import Link

        return Link(settings.camera, settings.scanner, portal(), token(), desk_setup(settings))

    return make


def _deliverer(settings: Settings, portal: Callable[[], PortalSettings]) -> Callable[[], Deliverer]:
    def make() -> Deliverer:
        from kiosk.outbox.link import Deliverer
        from kiosk.outbox.setup import Setup
        from kiosk.portal.account import token

        outbox = str(paths.outbox(settings.store.url))
        return Deliverer(Setup(outbox, settings.store.kiosk, settings.forms.outbox_days, portal(), token()))

    return make


def _punctuality(settings: Settings, clock: Clock, portal: Callable[[], PortalSettings]) -> Callable[[], Punctuality]:
    def make() -> Punctuality:
        from kiosk.portal.account import token
        from kiosk.punctual import Punctuality, Setup

        return Punctuality(Setup(portal(), token(), settings.ward.agency_code), clock)

    return make


def _services(portal: Callable[[], PortalSettings]) -> Callable[[], tuple[Service, ...]]:
    def ask() -> tuple[Service, ...]:
        from kiosk.portal.account import token
        from kiosk.portal.client import Client

        if not portal().url:
            raise PortalError("the settings name no portal")
        return Client(portal(), token()).services()

    return ask


def desk_setup(settings: Settings) -> DeskSetup:
    """What the visit's process needs to know of the hall to fill in a form."""
    from kiosk.reader.messages import DeskSetup

    ward, outbox = settings.ward, str(paths.outbox(settings.store.url))
    place = ward.name.vi, ward.district, ward.province
    return DeskSetup(ward.authority, ward.office, *place, ward.agency_code, settings.store.kiosk, outbox, settings.forms)


def _a4(settings: Settings) -> Callable[[], A4Printer | None]:
    def make() -> A4Printer | None:
        from kiosk.devices.a4 import open_a4

        return open_a4(settings.a4.queue)

    return make


class NoPortal:
    """Nobody is asked from the desk."""

    def dossier(self, code: str, secret: str = "", owner_number: str = "") -> Dossier:
        raise PortalError("there is no portal here")


def desk(settings: Settings, now: datetime) -> World:
    """For pictures: a clock that stands still, machines that nobody opens."""
    from kiosk.reader.desk_send import SendDesk
    from kiosk.reader.simulated import SimulatedReader

    clock, setup, nobody = HandClock(now), desk_setup(settings), PortalSettings("", "", "", "")
    desk = world(settings, clock)
    reader = SimulatedReader(NoPortal(), clock, setup, lambda know: SendDesk(setup, nobody, "", clock, know))
    desk.make_reader = lambda: reader
    desk.read_catalogue()
    return desk
