"""Reading the catalogue of reasons."""

from django.db.models import QuerySet

from aftercare.catalog.models import Reason
from aftercare.rows.asking import Prepared


def reasons(kind: str) -> QuerySet[Reason]:
    """All reasons of a kind of case, in their order."""
    return Reason.objects.filter(kind=kind).order_by("position", "pk")


def reason_of_code(kind: str, code: str) -> Reason | None:
    """The reason with this code for a kind of case."""
    found = _BY_CODE(kind, code)
    return found[0] if found else None


def all_reasons() -> QuerySet[Reason]:
    """The reasons of every kind, kind by kind, in their order."""
    return Reason.objects.order_by("kind", "position", "pk")


def shown_reasons(kind: str) -> QuerySet[Reason]:
    """The reasons a buyer may choose from."""
    return reasons(kind).filter(is_shown=True)


_BY_CODE = Prepared[Reason](lambda kind, code: reasons(kind).filter(code=code))
