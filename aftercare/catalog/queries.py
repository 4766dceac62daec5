"""Reading the catalogue of reasons."""

from django.db.models import QuerySet

from aftercare.catalog.models import Reason


def reasons(kind: str) -> QuerySet[Reason]:
    """All reasons of a kind of case, in their order."""
    return Reason.objects.filter(kind=kind).order_by("position", "pk")


def all_reasons() -> QuerySet[Reason]:
    """The reasons of every kind, kind by kind, in their order."""
    return Reason.objects.order_by("kind", "position", "pk")


def shown_reasons(kind: str) -> QuerySet[Reason]:
    """The reasons a buyer may choose from."""
    return reasons(kind).filter(is_shown=True)
