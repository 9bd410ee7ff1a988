"""A draft begins: the form of the day, empty, and what the hall gives to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.clock import Clock
from kiosk.errors import FormError
from kiosk.places import load as load_places
from kiosk.reader.desk_messages import Begin
from kiosk.reader.draft import Draft
from kiosk.reader.messages import DeskSetup
from kiosk.reader.photos import Photos
from kiosk.rules.filling import Context, Filling

if TYPE_CHECKING:
    from kiosk.forms import Forms


def start(forms: Forms, request: Begin, setup: DeskSetup, clock: Clock, photos: Photos) -> Draft:
    """Raises FormError when there is no such form today."""
    today = clock.today()
    form = forms.form(request.form, today)
    if form is None:
        raise FormError("there is no such form today")
    context = Context(
        today=today,
        office=setup.authority.vi,
        ward=setup.ward,
        district=setup.district,
        province=setup.province,
        lists=forms.lists,
        says=forms.says,
        places=load_places(),
    )
    return Draft(form, request.procedure, request.name, Filling(form, context), Filling(forms.post.form, context), photos)
