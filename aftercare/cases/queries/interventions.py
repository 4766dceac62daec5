"""Where the platform stepped in, and for whom it judged."""

from collections.abc import Iterable

from django.db.models import QuerySet

from aftercare.cases.models import Intervention
from aftercare.cases.terms import Ruling


def interventions_of(case_id: int) -> QuerySet[Intervention]:
    """Every time the platform stepped into a case, first first."""
    return Intervention.objects.filter(case=case_id).order_by("at", "pk")


def rulings_of(case_ids: Iterable[int]) -> dict[int, Ruling]:
    """The ruling that holds, by case; NONE where the platform stepped in without judging, no entry where it never did.

    The latest ruling holds; stepping in once more without judging leaves it as it is.
    """
    found: dict[int, Ruling] = {}
    rows = Intervention.objects.filter(case__in=list(case_ids)).order_by("at", "pk")
    for case_id, ruling in rows.values_list("case", "ruling"):
        if ruling != Ruling.NONE or case_id not in found:
            found[case_id] = Ruling(ruling)
    return found
