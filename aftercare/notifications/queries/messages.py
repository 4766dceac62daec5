"""What was sent to whom, and what hangs under whose bell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from aftercare.kernel.actor import Actor
from aftercare.notifications.models import Attempt, Block, Message, Notice
from aftercare.notifications.terms import BUYER, OUTWARD, MessageState, Outcome, Why
from aftercare.org.rights import Right

COUNT_CAP = 10_000
_LATEST = 200
_STAYS_OUT = timedelta(hours=1)
"""What a server refuses for good comes back within minutes."""


@dataclass(frozen=True)
class Bell:
    """How many notices are unread; `mark` changes whenever the answer does."""

    unread: int
    mark: str


def visible_to(actor: Actor) -> QuerySet[Message]:
    """Messages for who may see them, newest first; those of his merchants alone for who is confined to some."""
    found = Message.objects.select_related("case", "merchant", "member").order_by("-made_at", "-pk")
    if not actor.may(Right.MESSAGES_SEE):
        return found.none()
    return found if actor.merchants is None else found.filter(merchant__in=actor.merchants)


def counts_by_state(actor: Actor) -> dict[str, int]:
    """How many messages the actor sees in each state, each at most COUNT_CAP + 1."""
    rows = visible_to(actor).order_by()
    return {str(state): rows.filter(state=str(state))[: COUNT_CAP + 1].count() for state in MessageState}


def told_on_case(case_id: int) -> QuerySet[Message]:
    """What the buyer was told on a case, or should have been, first first."""
    return Message.objects.filter(case=case_id, role=BUYER).order_by("pk")


def told_of_delay(causes: Mapping[str, int]) -> dict[str, Message]:
    """The messages about late orders, by what each is known by (`facts.delay_id`), to these customers by id.

    Of several ways the one that went, or may still go, before one that was not sent.
    """
    keys = {
        f"{cause}:delayed:{channel}:customer-{customer}": cause
        for cause, customer in causes.items() for channel in OUTWARD
    }  # fmt: skip
    found = list(Message.objects.filter(key__in=list(keys)).order_by("pk"))
    found.sort(key=lambda message: message.state != MessageState.DROPPED)
    return {keys[message.key]: message for message in found}


def by_label(labels: Iterable[str]) -> dict[str, Message]:
    """Messages by the name that the journal has for them."""
    ids = [int(label.rpartition(":")[2]) for label in labels]
    return {message.label: message for message in Message.objects.filter(pk__in=ids)}


def bell_of(member_id: int) -> Bell:
    """The count at somebody's bell: two index look-ups, however much hangs there."""
    found = Notice.objects.filter(member=member_id, read_at=None).aggregate(unread=Count("pk"), last=Max("pk"))
    return Bell(found["unread"], f"{found['last'] or 0}-{found['unread']}")


def notices_of(member_id: int) -> QuerySet[Notice]:
    """What hangs under somebody's bell, newest first."""
    return Notice.objects.filter(member=member_id).select_related("case").order_by("-at", "-pk")


def waiting_since(at: datetime) -> QuerySet[Message]:
    """Messages whose turn came before a time and that were not sent since."""
    return Message.objects.filter(state=MessageState.WAITING, due_at__lt=at)


def own_faults() -> dict[str, Attempt]:
    """By channel, the latest try at which we were not let send, where nothing was taken since."""
    found: dict[str, Attempt] = {}
    told = (Outcome.OUR_FAULT, Outcome.TAKEN)
    for one in Attempt.objects.select_related("message").order_by("-pk")[:_LATEST]:
        if one.outcome in told:
            found.setdefault(one.message.channel, one)
    return {channel: one for channel, one in found.items() if one.outcome == Outcome.OUR_FAULT}


def sent_back(*, at: datetime) -> Message | None:
    """The latest mail that was taken, and came back since our own address was refused.

    None once a later one has stayed out for an hour: a server that only passes mail on takes the next one all the same.
    """
    latest = Message.objects.filter(state=MessageState.BOUNCED).order_by("-made_at", "-pk")[:_LATEST]
    ours = Message.objects.filter(pk__in=latest.values("pk"), why=Why.OUR_ADDRESS)
    found = ours.order_by("-state_since", "-pk").first()
    if found is None:
        return None
    later = Message.objects.filter(state=MessageState.SENT, channel=found.channel, made_at__gte=found.made_at)
    stays_out = later.filter(sent_at__gt=found.state_since, sent_at__lte=at - _STAYS_OUT)
    return None if stays_out.exists() else found


def blocks() -> QuerySet[Block]:
    """Addresses that nothing is sent to, newest first."""
    return Block.objects.order_by("-made_at", "-pk")


def sought(found: QuerySet[Message], text: str) -> QuerySet[Message]:
    """Those of a case number or of an exact address."""
    wanted = text.strip()
    return found.filter(Q(case__number=wanted.upper()) | Q(address__iexact=wanted)) if wanted else found
