"""Who is certified, and on which day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from aftercare.org.models import Certificate


def certificates() -> QuerySet[Certificate]:
    """All of them, by person; those that ended last come last."""
    return Certificate.objects.select_related("member").order_by("member__name", "member", "-valid_from", "pk")


def valid_certificates(members: Iterable[int], on: date) -> dict[int, Certificate]:
    """The latest certificate that each of these people holds on a day; who holds none is left out."""
    held = Q(valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gte=on))
    rows = Certificate.objects.filter(held, member__in=list(members)).order_by("valid_from", "pk")
    return {row.member_id: row for row in rows}
