"""What people are told, begun by which entries of the journal, and whom by which way when nobody has decided."""

from collections.abc import Iterable, Mapping

from aftercare.notifications.terms import BUYER, ChannelKind, Event
from aftercare.org.rights import Right
from aftercare.org.roles import ROLE_RIGHTS, Role
from aftercare.returns.terms import State

_CASE = frozenset({"company", "merchant", "name", "number", "order", "goods", "link"})
_BEFORE_SENDING = frozenset({str(State.APPROVED), str(State.PICKUP_BOOKED)})


_ORDER = frozenset({"company", "merchant", "name", "order", "goods", "link"})
_SAMPLE = frozenset({"company", "merchant", "name", "number", "what", "note"})
_DELAY = ("orders.order.fall_late", "orders.delay.tell")
_DONE = ("returns.return.complete", "returns.return.confirm", "returns.return.close_paid")


def _buyer(code: str, *kinds: str, says: Iterable[str] = (), holds: Iterable[str] = ()) -> Event:
    is_urgent, is_optional = code == "on_the_way", code == "rate"
    variables = _CASE | set(says)
    return Event(
        code, True, variables, frozenset(kinds), urgent=is_urgent, optional=is_optional, holds_in=frozenset(holds)
    )


def _staff(code: str, right: Right | None, *kinds: str, says: Iterable[str] = ()) -> Event:
    return Event(code, False, (_CASE - {"name"}) | set(says), frozenset(kinds), right=str(right or ""))


EVENTS: tuple[Event, ...] = (
    _buyer("received", "returns.return.submit", says=["amount"]),
    _buyer("approved", "returns.return.approve", says=["amount", "address", "day"]),
    _buyer("refused", "returns.return.reject", "returns.return.refuse", says=["reason"]),
    _buyer("scheduled", "parcels.pickup.book", says=["day", "address"]),
    _buyer("moved", "visits.visit.move", "parcels.pickup.change", says=["day", "before"]),
    _buyer("pickup_off", "returns.return.miss_pickup", "returns.return.call_off_pickup"),
    _buyer("reminder", "returns.return.remind", says=["day", "address"], holds=_BEFORE_SENDING),
    _buyer("on_the_way", "returns.return.ship", says=["carrier", "tracking"]),
    _buyer("goods_received", "returns.return.receive"),
    _buyer("refunded", "billing.payout.record", says=["amount", "way", "reference"]),
    _buyer("replacement_shipped", "returns.dispatch.send_out", says=["carrier", "tracking"]),
    _buyer("to_fetch", "returns.fetch.arrive"),
    _buyer("offer", "returns.offer.make"),
    _buyer("done", *_DONE),
    Event("delayed", True, _ORDER | {"day", "note", "author"}, frozenset(_DELAY)),
    Event("sample_result", True, _SAMPLE, frozenset({"duties.task.finish"})),
    Event("complaint_answer", True, _SAMPLE | {"author"}, frozenset({"duties.task.answer"})),
    _buyer("cancelled", "returns.return.cancel"),
    _buyer("unseen", "returns.return.unseen", says=["carrier", "tracking"], holds=[State.IN_TRANSIT]),
    _buyer("lost", "returns.return.lose"),
    _buyer("made_good", "returns.return.make_good"),
    _buyer("goods_owed", "returns.return.owe"),
    _buyer("lapsed", "returns.return.lapse", says=["day"]),
    _buyer("reply", "cases.note.message", says=["note", "author"]),
    _buyer("rate", *_DONE, says=["rate_link"], holds=[State.COMPLETED]),
    _staff("review_asked", Right.RETURNS_REVIEW, "returns.return.submit", says=["amount"]),
    _staff("refund_asked", Right.REFUNDS_APPROVE, "billing.refund.ask", "billing.refund.ask_again", says=["amount"]),
    _staff("sent_back", Right.RETURNS_REVIEW, "returns.return.send_back", says=["reason", "author"]),
    _staff("to_pay", Right.PAYOUTS_RECORD, "billing.refund.approve", says=["amount", "author"]),
    _staff("payout_failed", Right.PAYOUTS_RECORD, "billing.payout_order.fail", "billing.payout_order.differ",
           says=["reason"]),
    _staff("buyer_wrote", Right.RETURNS_NOTE, "cases.note.message", says=["note"]),
    _staff("question_asked", None, "cases.question.ask", says=["author"]),
    _staff("question_answered", None, "cases.question.answer", says=["author"]),
    _staff("uncounted", Right.GOODS_RECEIVE, "returns.return.uncounted"),
    _staff("assigned", None, "clocks.clock.hand_over", says=["what", "day"]),
    _staff("overdue", None, "clocks.clock.tell", says=["what", "day"]),
    _staff("rated_low", Right.RETURNS_NOTE, "quality.rating.give", says=["stars"]),
    _staff("task_given", Right.DUTIES_WORK, "duties.task.assign", "duties.task.open", says=["what", "author"]),
    _staff("task_free", Right.DUTIES_WORK, "duties.task.open", says=["what"]),
    _staff("handed_in", Right.DUTIES_WORK, "duties.task.finish", says=["what", "author"]),
    _staff("sent_on_call", Right.DUTIES_WORK, "duties.task.send", "duties.task.send_along",
           says=["what", "author"]),
    _staff("called_back", Right.DUTIES_WORK, "duties.task.call_back", "duties.task.call_back_along",
           says=["what", "author"]),
    _staff("answer_lost", Right.DUTIES_WORK, "duties.task.lose_answer", says=["what", "reason"]),
    _staff("off_duty", Right.DUTIES_WORK, "duties.rota.take_off", says=["what", "author"]),
    _staff("rest_given", Right.DUTIES_WORK, "duties.rota.rest", says=["what", "author"]),
    _staff("on_duty", Right.DUTIES_WORK, "duties.rota.put_on", says=["what", "author"]),
    _staff("bare_day", Right.DUTIES_MANAGE, "duties.rota.bare", says=["what"]),
    _staff("rest_owed", Right.DUTIES_WORK, "duties.rota.owe", says=["what"]),
    _staff("bounced", Right.MESSAGES_SEE, "notifications.message.bounce", says=["reason"]),
    _staff("mail_waiting", Right.MAIL_FILE, "notifications.mail.wait", says=["reason"]),
    _staff("endpoint_failing", Right.WEBHOOKS_MANAGE, "notifications.endpoint.switch_off", says=["what", "reason"]),
)  # fmt: skip

BY_CODE: Mapping[str, Event] = {event.code: event for event in EVENTS}
KINDS = frozenset(kind for event in EVENTS for kind in event.kinds)
"""The entries of the journal that begin any message."""

STAFF = tuple(role for role in Role if role not in (Role.BUYER, Role.AUDITOR))

_BELL, _MAIL = ChannelKind.BELL, ChannelKind.EMAIL
_SILENT_FOR_BUYERS = ("done",)
_DEFAULTS: Mapping[str, Mapping[str, tuple[ChannelKind, ...]]] = {
    "review_asked": {Role.OPERATIONS_REVIEWER: (_BELL,), Role.MERCHANT: (_BELL,)},
    "refund_asked": {Role.FINANCE_REVIEWER: (_BELL,)},
    "sent_back": {Role.OPERATIONS_REVIEWER: (_BELL,), Role.MERCHANT: (_BELL,)},
    "to_pay": {Role.CASHIER: (_BELL,)},
    "payout_failed": {Role.CASHIER: (_BELL, _MAIL)},
    "buyer_wrote": {Role.AGENT: (_BELL,), Role.MERCHANT: (_BELL,)},
    "question_asked": dict.fromkeys(STAFF, (_BELL,)),
    "question_answered": dict.fromkeys(STAFF, (_BELL,)),
    "uncounted": {Role.DOCK: (_BELL,)},
    "assigned": dict.fromkeys(STAFF, (_BELL, _MAIL)),
    "overdue": dict.fromkeys(STAFF, (_BELL, _MAIL)),
    "rated_low": {Role.AGENT: (_BELL,), Role.MANAGER: (_BELL,)},
    "task_given": {role: (_BELL,) for role in STAFF if Right.DUTIES_WORK in ROLE_RIGHTS[role]},
    "task_free": {Role.AGENT: (_BELL,), Role.MANAGER: (_BELL,)},
    "handed_in": {role: (_BELL,) for role in STAFF if Right.DUTIES_WORK in ROLE_RIGHTS[role]},
    "sent_on_call": {role: (_BELL, _MAIL) for role in STAFF if Right.DUTIES_WORK in ROLE_RIGHTS[role]},
    **{
        code: {role: (_BELL, _MAIL) for role in STAFF if Right.DUTIES_WORK in ROLE_RIGHTS[role]}
        for code in ("called_back", "off_duty", "rest_given", "answer_lost")
    },
    "on_duty": {role: (_BELL, _MAIL) for role in STAFF if Right.DUTIES_WORK in ROLE_RIGHTS[role]},
    "rest_owed": {role: (_BELL,) for role in STAFF if Right.DUTIES_WORK in ROLE_RIGHTS[role]},
    "bare_day": {role: (_BELL, _MAIL) for role in STAFF if Right.DUTIES_MANAGE in ROLE_RIGHTS[role]},
    "bounced": {Role.AGENT: (_BELL,)},
    "mail_waiting": {Role.AGENT: (_BELL,)},
    "endpoint_failing": {Role.ADMINISTRATOR: (_BELL, _MAIL)},
}


def roles_of(event: Event) -> tuple[str, ...]:
    """Who can be told: the buyer, or the colleagues whose role holds the right; without a right all of them."""
    if event.to_buyer:
        return (BUYER,)
    return tuple(str(role) for role in STAFF if not event.right or event.right in ROLE_RIGHTS[role])


def channels_of(event: Event) -> tuple[ChannelKind, ...]:
    """By which ways; a buyer has no bell."""
    return tuple(kind for kind in ChannelKind if not (event.to_buyer and kind == ChannelKind.BELL))


def is_on_by_default(event: Event, role: str, channel: str) -> bool:
    """What holds while nobody has decided."""
    if event.to_buyer:
        return channel == ChannelKind.EMAIL and event.code not in _SILENT_FOR_BUYERS
    return channel in _DEFAULTS.get(event.code, {}).get(role, ())
