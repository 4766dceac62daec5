"""Requests for a decision."""

from collections.abc import Iterable

from django.db.models import Max, QuerySet

from aftercare.cases.models import Referral
from aftercare.cases.terms import ReferralState
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.rows.asking import Prepared


def referrals_of(case_id: int) -> QuerySet[Referral]:
    """Every decision that was asked for on a case, first first."""
    return Referral.objects.filter(case=case_id).order_by("asked_at", "pk")


def known_referrals_of(case_id: int) -> list[Referral]:
    """The same, fetched."""
    return _OF_CASE(case_id)


_OF_CASE = Prepared[Referral](lambda case: Referral.objects.filter(case=case).order_by("asked_at", "pk"))


def open_referral(case_id: int) -> Referral | None:
    """The decision that a case waits for, if any."""
    found = asked_on(case_id)
    return found[0] if found else None


def asked_on(case_id: int) -> list[Referral]:
    """What of a case waits for a decision."""
    return _ASKED(case_id)


_ASKED = Prepared[Referral](
    lambda case: Referral.objects.filter(case=case, state=str(ReferralState.ASKED)).order_by("pk")
)


def asked_on_cases(case_ids: Iterable[int]) -> set[int]:
    """Those of several cases that wait for a decision, in one query."""
    asked = Referral.objects.filter(case__in=list(case_ids), state=str(ReferralState.ASKED))
    return set(asked.values_list("case", flat=True))


def granted_on_cases(case_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """The most that was granted on each of several cases by currency, in minor units, in one query."""
    granted = Referral.objects.filter(case__in=list(case_ids), state=str(ReferralState.GRANTED))
    most = granted.values_list("case", "currency").annotate(most=Max("amount_minor"))
    return {(case, currency): minor for case, currency, minor in most}


def waiting_for(actor: Actor) -> QuerySet[Referral]:
    """The requests on which this actor may decide, his own left out; longest wait first."""
    found = visible_to(actor).filter(state=str(ReferralState.ASKED)).exclude(asked_by=actor.key)
    return found.order_by("asked_at", "pk") if actor.may(Right.DECISIONS_MAKE) else found.none()


def visible_to(actor: Actor) -> QuerySet[Referral]:
    """All requests for who decides, his own for who asked; confined to his merchants."""
    found = Referral.objects.select_related("case", "case__merchant", "case__customer").order_by("-asked_at", "-pk")
    if actor.merchants is not None:
        found = found.filter(case__merchant__in=actor.merchants)
    if actor.may(Right.DECISIONS_MAKE):
        return found
    return found.filter(asked_by=actor.key) if actor.may(Right.RETURNS_SEE) else found.none()
