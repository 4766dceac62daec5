"""Which clocks run on a record."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, Q, QuerySet, Value

from aftercare.clocks.models import Clock, Policy
from aftercare.clocks.terms import OPEN_STATES, TRAITS, Matter, PromisedTo
from aftercare.kernel.lifecycle import Course
from aftercare.rows.asking import Prepared

OPEN = Q(state__in=[str(state) for state in OPEN_STATES])


def has_clocks(stream: str) -> Exists:
    """Whether a case has clocks, for use in another query."""
    return Exists(Clock.objects.filter(stream=Value(stream)))


def beginning(courses: Mapping[str, Course], state: str) -> QuerySet[Policy]:
    """The policies whose time begins in this state, whatever they match."""
    usual = [metric for metric, course in courses.items() if state in course.begins]
    chosen = [metric for metric, course in courses.items() if state in course.may_begin]
    wanted = Q(metric__in=usual, begins_in="") | Q(metric__in=[*usual, *chosen], begins_in=state)
    return Policy.objects.filter(wanted, is_active=True)


def clocks_of(stream: str) -> QuerySet[Clock]:
    """All clocks of a case, the oldest first, with policy and calendar version."""
    found = Clock.objects.filter(stream=stream).select_related("policy", "version", "version__calendar")
    return found.defer("version__body").order_by("pk")


def known_clocks_of(stream: str) -> list[Clock]:
    """The same, fetched."""
    return _OF_STREAM(stream)


_OF_STREAM = Prepared[Clock](clocks_of)


def promised_to_customer(stream: str) -> Clock | None:
    """The earliest time promised to the customer that runs now in a case."""
    rows = clocks_of(stream).filter(OPEN, due_at__isnull=False, policy__promised_to=str(PromisedTo.CUSTOMER))
    return rows.order_by("due_at", "pk").first()


def leading(clocks: Sequence[Clock]) -> datetime | None:
    """The earliest due time of those that run."""
    return min((clock.due_at for clock in clocks if clock.stopped_at is None and clock.due_at), default=None)


def running_by(policy: Policy) -> int:
    """How many open clocks run by it."""
    return Clock.objects.filter(OPEN, policy=policy).count()


def fits(policy: Policy, matter: Matter) -> bool:
    """Whether a policy holds for a matter: each part of its match is empty or just so."""
    if policy.merchant_id not in (None, matter.merchant_id):
        return False
    asked = ((trait, getattr(policy, trait)) for trait in TRAITS)
    return all(not wanted or matter.traits.get(trait) == wanted for trait, wanted in asked)
