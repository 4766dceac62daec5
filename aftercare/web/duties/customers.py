"""Naming a customer by whatever one has of him: his name, account, phone, address, or the number behind “#”."""

import re

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.customers.models import Customer
from aftercare.customers.queries import visible_to
from aftercare.kernel.actor import Actor
from aftercare.reporting.queries.search import TooBroad, search
from aftercare.web.kit.figures import listed

MOST = 8
_NAMED = re.compile(r"#(\d{1,18})\)?\s*$|^\s*(\d{1,6})\s*$")


def written(customer: Customer) -> str:
    """How he stands in the field: his name, and the number by which he is found again."""
    return f"{customer} (#{customer.pk})"


def found_by(actor: Actor, text: str) -> list[Customer]:
    """The customers that somebody may see and that fit what he typed, the likeliest first."""
    named = _NAMED.search(text)
    by_number = list(visible_to(actor).filter(pk=int(named[1] or named[2]))) if named else []
    return by_number or list(search(actor, text, limit=MOST).customers)


def customer_by(actor: Actor, text: str) -> int | None:
    """The one customer that is meant; refuses words that fit nobody, or several."""
    if not text.strip():
        return None
    try:
        found = found_by(actor, text)
    except TooBroad:
        raise ValidationError(_("That fits too many. Add another word or more of the number.")) from None
    if not found:
        raise ValidationError(_("Nobody is found by this."))
    if len(found) > 1:
        names = listed(written(one) for one in found)
        raise ValidationError(_("Several fit; choose one: %(names)s") % {"names": names})
    return found[0].pk


def searching() -> dict[str, str]:
    """What lets a field of a form ask for fitting customers while one types; without scripts one types on."""
    return {
        "list": "fitting", "autocomplete": "off", "hx-get": reverse("duty-customers"), "hx-target": "#fitting",
        "hx-trigger": "input changed delay:300ms", "hx-sync": "this:replace", "hx-swap": "innerHTML",
        "hx-params": "customer",
    }  # fmt: skip
