"""Whom to ask how it went."""

from django.db.models import QuerySet

from aftercare.cases.models import FollowUp
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right


def visible_to(actor: Actor) -> QuerySet[FollowUp]:
    """Follow-ups for who sees cases, confined to his merchants."""
    found = FollowUp.objects.select_related("case", "merchant", "case__customer")
    if not actor.may(Right.RETURNS_SEE) or actor.only_case is not None:
        return found.none()
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def to_do(actor: Actor) -> QuerySet[FollowUp]:
    """What is still to be asked, the longest due first."""
    return visible_to(actor).filter(done_at=None).order_by("due_on", "pk")


def done(actor: Actor) -> QuerySet[FollowUp]:
    """What was asked, newest first."""
    return visible_to(actor).filter(done_at__isnull=False).order_by("-done_at", "-pk")


def follow_up_of_case(case_id: int) -> FollowUp | None:
    """The follow-up of a case, planned or done."""
    return FollowUp.objects.filter(case=case_id).first()
