"""Shops and service points."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.org.models import Merchant, ServicePoint
from aftercare.org.rights import Right
from aftercare.rows.whole import whole


class PointTaken(DomainError):
    """Another point has the code."""

    code = "point_taken"


@dataclass(frozen=True)
class PointChoice:
    """What is decided about a point; without a merchant it serves all."""

    code: str
    name: str
    city: str
    street: str
    merchant: Merchant | None = None
    phone: str = ""
    hours: str = ""
    takes_returns: bool = True
    hands_out: bool = False
    is_active: bool = True


@whole()
def set_point(point: ServicePoint | None, choice: PointChoice, *, by: Actor, at: datetime) -> ServicePoint:
    """Add a service point, or change one."""
    if not by.may(Right.CARRIERS_MANAGE) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))
    row = ServicePoint.objects.select_for_update(no_key=True).get(pk=point.pk) if point else ServicePoint()
    if ServicePoint.objects.filter(code=choice.code).exclude(pk=row.pk).exists():
        raise PointTaken(_("Another point has this code."), field="code")
    before = _told(row) if row.pk else {}
    for name in asdict(choice):
        setattr(row, name, getattr(choice, name))
    row.save()
    record(Fact("org.point.set", f"org.servicepoint:{row.pk}", by, at, before=before, after=_told(row)))
    return row


def _told(row: ServicePoint) -> dict[str, object]:
    names = ("code", "name", "city", "street", "phone", "hours", "takes_returns", "hands_out", "is_active")
    return {**{name: getattr(row, name) for name in names}, "merchant": row.merchant_id}
