"""Goods that were not accepted and lie at the dock until they go to the buyer again."""

from django.db.models import Exists, F, OuterRef, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.docking import at_the_dock


def refused_lines(returning: Return) -> QuerySet[ReturnLine]:
    """The lines of which pieces wait to go back to the buyer."""
    return _waiting().filter(returning=returning).order_by("pk")


def with_refused_goods(actor: Actor) -> QuerySet[Return]:
    """The returns of which pieces wait to go back to the buyer, longest wait first."""
    found = at_the_dock(actor).filter(Exists(_waiting().filter(returning=OuterRef("pk"))))
    return found.order_by("inspected_at", "pk")


def _waiting() -> QuerySet[ReturnLine]:
    return ReturnLine.objects.filter(counted__gt=F("accepted"), refused_sent_at=None)
