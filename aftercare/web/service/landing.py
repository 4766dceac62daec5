"""The figures and queues of the service desk's first page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.cases.queries.questions import open_for
from aftercare.cases.queries.referrals import waiting_for
from aftercare.cases.queries.unanswered import last_words, unanswered
from aftercare.kernel.actor import Actor
from aftercare.orders.queries.late import late_orders, notices_of
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.queries.duplicates import doubled
from aftercare.returns.queries.listing import capped_count, visible_to
from aftercare.returns.terms import Shown
from aftercare.web.kit.figures import at_most, money
from aftercare.web.kit.parts import Text
from aftercare.web.service.links import case_url
from aftercare.web.service.rows import late_rows
from aftercare.web.words import TOPIC

CAP = 1000
FEW = 5


@dataclass(frozen=True)
class Figure:
    """One of today's numbers, and the list behind it."""

    label: Text
    value: str
    url: str


@dataclass(frozen=True)
class Waiting:
    """One row of a queue: which case or order, what about it, since when."""

    number: str
    url: str
    text: Text
    since: datetime | None
    is_dialog: bool = False


@dataclass(frozen=True)
class Queue:
    """What waits for service, the longest first."""

    key: str
    label: Text
    empty: Text
    url: str
    count: str
    rows: Sequence[Waiting]


def figures(actor: Actor, *, at: datetime) -> list[Figure]:
    """Today, counted from midnight in the company's time."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    mine, day = visible_to(actor).order_by(), f"{midnight:%Y-%m-%d}"
    listed = reverse("returns-list")
    return [
        _figure(_("Opened today"), mine.filter(applied_at__gte=midnight), f"{listed}?applied_from={day}"),
        _figure(
            _("Pending review"), mine.filter(shown=str(Shown.PENDING_REVIEW)), f"{listed}?state={Shown.PENDING_REVIEW}"
        ),
        _figure(_("Completed today"), mine.filter(completed_at__gte=midnight), f"{listed}?state={Shown.COMPLETED}"),
        _figure(
            _("Stuck for a week"),
            mine.filter(shown=str(Shown.PENDING_REVIEW), state_since__lt=at - timedelta(days=7)),
            f"{listed}?state={Shown.PENDING_REVIEW}",
        ),
    ]


def queues(actor: Actor, *, at: datetime) -> list[Queue]:
    """The queues that this reader has, each with its first rows."""
    makers: list[Callable[[Actor, datetime], Queue]] = [_unanswered, _late, _doubled]
    if actor.may(Right.QUESTIONS_ANSWER):
        makers.insert(1, _questions)
    if actor.may(Right.DECISIONS_MAKE):
        makers.insert(0, _decisions)
    return [make(actor, at) for make in makers]


def _decisions(actor: Actor, _at: datetime) -> Queue:
    rows = waiting_for(actor)
    shown = [
        Waiting(
            one.case.number,
            reverse("service-decision", args=[one.pk]),
            f"{TOPIC[one.topic]}: {money(one.amount_minor, one.currency)}, {one.asked_by_name}",
            one.asked_at,
            is_dialog=True,
        )
        for one in rows[:FEW]
    ]
    empty = _("Nothing to decide")
    return Queue("decisions", _("Decisions"), empty, reverse("service-decisions"), _count(rows), shown)


def _questions(actor: Actor, _at: datetime) -> Queue:
    rows = open_for(actor)
    shown = [
        Waiting(one.case.number, reverse("service-question", args=[one.pk]), one.text, one.asked_at, is_dialog=True)
        for one in rows[:FEW]
    ]
    empty = _("Nobody waits for your answer")
    return Queue("questions", _("Questions"), empty, reverse("service-questions"), _count(rows), shown)


def _unanswered(actor: Actor, _at: datetime) -> Queue:
    rows = unanswered(actor)
    first = list(rows[:FEW])
    said = last_words([case.pk for case in first])
    shown = [
        Waiting(
            case.number,
            f"{case_url(actor, case.number)}#talk",
            said[case.pk].text if case.pk in said else "",
            case.unanswered_since,
        )
        for case in first
    ]
    empty = _("Nobody waits for an answer")
    return Queue("unanswered", _("Unanswered"), empty, reverse("service-unanswered"), _count(rows), shown)


def _late(actor: Actor, at: datetime) -> Queue:
    rows = late_orders(actor, at=at)
    first = list(rows[:FEW])
    shown = [
        Waiting(
            row.order.number,
            row.url,
            _("customer told") if row.is_told else _("customer not told yet"),
            row.order.paid_at,
        )
        for row in late_rows(first, notices_of(first))
    ]
    return Queue("late", _("Late orders"), _("No late orders"), reverse("service-late"), _count(rows), shown)


def _doubled(actor: Actor, _at: datetime) -> Queue:
    rows = doubled(actor)
    shown = [
        Waiting(
            one.number,
            case_url(actor, one.number),
            _("beside %(number)s: %(words)s") % {"number": one.similar_to.number, "words": one.similar_words}
            if one.similar_to
            else "",
            one.applied_at,
        )
        for one in rows[:FEW]
    ]
    empty = _("No two cases about the same")
    return Queue("doubled", _("Opened beside another"), empty, reverse("service-doubled"), _count(rows), shown)


def _figure(label: Text, rows: QuerySet[Return], url: str) -> Figure:
    return Figure(label, at_most(capped_count(rows), CAP), url)


def _count(rows: QuerySet) -> str:  # type: ignore[type-arg]
    return at_most(rows.order_by().values("pk")[: CAP + 1].count(), CAP)
