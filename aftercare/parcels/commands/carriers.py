"""Deciding which carriers there are, how their scans come, and when their couriers fetch."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.kernel.sealing import seal
from aftercare.org.rights import Right
from aftercare.parcels.models import Carrier
from aftercare.parcels.rules.labels import check_range
from aftercare.parcels.terms import CarrierKind
from aftercare.rows.whole import whole

SHORTEST_SECRET = 24
_SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")


class BadCarrier(DomainError):
    """The carrier's answers do not fit together."""

    code = "bad_carrier"


@dataclass(frozen=True)
class CarrierChoice:
    """What was decided; an empty `secret`, and no `label_next`, keep what is there."""

    code: str
    name: str
    kind: CarrierKind = CarrierKind.MANUAL
    secret: str = ""
    is_enabled: bool = True
    phone: str = ""
    track_url: str = ""
    fetches: bool = False
    fetch_weekdays: Sequence[int] = ()
    fetch_spans: Sequence[str] = ()
    fetch_from_days: int = 1
    fetch_until_days: int = 14
    is_contracted: bool = False
    freight_minor: int | None = None
    freight_currency: str = ""
    label_next: str | None = ""
    label_last: str = ""


_TOLD = (
    "code", "name", "kind", "is_enabled", "phone", "track_url", "fetches", "fetch_weekdays", "fetch_spans",
    "fetch_from_days", "fetch_until_days", "is_contracted", "freight_minor", "freight_currency",
    "label_next", "label_last",
)  # fmt: skip


@whole()
def set_carrier(carrier: Carrier | None, choice: CarrierChoice, *, by: Actor, at: datetime) -> Carrier:
    """Add a carrier, or change one; the journal tells that a secret was changed, never which."""
    if not by.may(Right.CARRIERS_MANAGE) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))
    row = Carrier.objects.select_for_update(no_key=True).get(pk=carrier.pk) if carrier else Carrier()
    before = _told(row) if row.pk else {}
    if choice.label_next is None:
        choice = replace(choice, label_next=row.label_next)
    _check(row, choice)
    for name in _TOLD:
        value = getattr(choice, name)
        setattr(row, name, list(value) if name.startswith("fetch_") and not isinstance(value, int) else value)
    if choice.secret:
        row.sealed_secret = seal(choice.secret.strip(), settings.SEALING_KEY)
    row.save()
    after = {**_told(row), "secret_changed": bool(choice.secret)}
    record(Fact("parcels.carrier.set", f"parcels.carrier:{row.pk}", by, at, before=before, after=after))
    return row


def note_post(carrier: Carrier, *, at: datetime) -> int:
    """Count one post of a carrier; returns how many there were in the running minute."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_USE, [carrier.pk, at.replace(second=0, microsecond=0)])
        return int(cursor.fetchone()[0])


def _check(row: Carrier, choice: CarrierChoice) -> None:
    others = Carrier.objects.exclude(pk=row.pk)
    if others.filter(code=choice.code).exists():
        raise BadCarrier(_("Another carrier has this code."), field="code")
    if others.filter(name__iexact=choice.name.strip()).exists():
        raise BadCarrier(_("Another carrier has this name."), field="name")
    if choice.kind == CarrierKind.HTTP and not (choice.secret or row.sealed_secret):
        raise BadCarrier(_("Enter the secret that the carrier signs its posts with."), field="secret")
    if choice.secret and len(choice.secret.strip()) < SHORTEST_SECRET:
        sentence = _("The secret is too short: at least %(count)d characters.")
        raise BadCarrier(sentence, field="secret", count=SHORTEST_SECRET)
    if choice.track_url and not choice.track_url.startswith(("https://", "http://")):
        raise BadCarrier(_("The address must begin with https://."), field="track_url")
    _check_fetching(choice)
    if (choice.label_next or choice.label_last) and _labels(choice) != _labels(row):
        check_range(*_labels(choice))


def _check_fetching(choice: CarrierChoice) -> None:
    for span in choice.fetch_spans:
        if not _SPAN.fullmatch(span) or span[:5] >= span[6:]:
            raise BadCarrier(_("“%(span)s” is no span like 09:00-13:00."), field="fetch_spans", span=span)
    if choice.fetches and not choice.fetch_weekdays:
        raise BadCarrier(_("On which days do its couriers fetch?"), field="fetch_weekdays")
    if choice.fetch_from_days > choice.fetch_until_days:
        raise BadCarrier(_("The last day must not come before the first."), field="fetch_until_days")
    if (choice.freight_minor is None) != (not choice.freight_currency):
        raise BadCarrier(_("Enter the freight with its currency, or neither."), field="freight")


def _labels(told: Carrier | CarrierChoice) -> tuple[str, str]:
    return told.label_next or "", told.label_last


def _told(row: Carrier) -> dict[str, object]:
    return {name: getattr(row, name) for name in _TOLD}


_COUNT_USE = """
    INSERT INTO parcels_carrieruse (carrier_id, minute, uses) VALUES (%s, %s, 1)
    ON CONFLICT (carrier_id) DO UPDATE SET
        uses = CASE WHEN parcels_carrieruse.minute < excluded.minute THEN 1 ELSE parcels_carrieruse.uses + 1 END,
        minute = greatest(parcels_carrieruse.minute, excluded.minute)
    RETURNING uses
"""
