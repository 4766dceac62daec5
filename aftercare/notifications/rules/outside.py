"""What other systems are told: names of events, versions of the payload, when to try again, when to let them rest."""

from collections.abc import Mapping
from datetime import datetime, timedelta

PUBLIC: Mapping[str, str] = {
    "returns.return.submit": "return.submitted",
    "returns.return.approve": "return.approved",
    "returns.return.approve_again": "return.approved_again",
    "returns.return.reject": "return.rejected",
    "returns.return.cancel": "return.cancelled",
    "returns.return.book_pickup": "return.pickup_booked",
    "returns.return.ship": "return.shipped",
    "returns.return.correct_tracking": "return.tracking_corrected",
    "returns.return.lapse": "return.lapsed",
    "returns.return.lose": "return.lost",
    "returns.return.make_good": "return.made_good",
    "returns.return.owe": "return.goods_owed",
    "returns.return.receive": "return.received",
    "returns.return.inspect": "return.inspected",
    "returns.return.refuse": "return.goods_refused",
    "returns.return.send_back": "return.sent_back",
    "returns.return.start_refund": "return.refund_approved",
    "returns.return.complete": "return.completed",
    "returns.return.change_pickup": "return.pickup_changed",
    "returns.return.call_off_pickup": "return.pickup_called_off",
    "returns.return.miss_pickup": "return.pickup_missed",
    "returns.dispatch.send_out": "return.replacement_shipped",
    "returns.return.confirm": "return.confirmed",
    "returns.return.close_paid": "return.completed",
    "billing.payout.record": "refund.paid",
    "cases.note.message": "case.message_written",
    "cases.intervention.record": "case.platform_stepped_in",
    "quality.rating.give": "case.rated",
}
"""The names that other systems know, by the journal's kind. A name once given is never taken back."""

NAMES = frozenset(PUBLIC.values())
TRY_OUT = "endpoint.tried"
"""What “Try” sends: it says nothing but that the way is open."""

TOLD = (
    "state", "amount_minor", "asked_minor", "freight_minor", "carrier", "tracking_number", "method", "pickup_on",
    "goods_due_on", "reject_reason", "reference", "ruling", "stars",
)  # fmt: skip
"""What of an entry goes out: no name, no address, no phone, no text that a person wrote about another."""

VERSIONS = (1,)

RETRY_AFTER: tuple[timedelta, ...] = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5),
    timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24),
)  # fmt: skip
"""The schedule that Standard Webhooks proposes: ten tries within some three days."""

RESTS_AFTER = 5
"""Failures in a row after which an endpoint is let rest; then one delivery at a time tries whether it is back."""

SWITCHED_OFF_AFTER = timedelta(days=5)
"""An endpoint that has failed without a break for so long is switched off, and its administrators are told."""

GONE = 410


def is_wanted(event: str, events: list[str]) -> bool:
    """Whether an endpoint wants an event; `return.*` means all that begin so, nothing means everything."""
    return not events or event in events or f"{event.partition('.')[0]}.*" in events


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None: give up."""
    return RETRY_AFTER[tries - 1] if tries <= len(RETRY_AFTER) else None


def rest_after(misses: int) -> timedelta | None:
    """How long an endpoint rests after so many failures in a row: a minute, doubled each time, an hour at most."""
    if misses < RESTS_AFTER:
        return None
    return min(timedelta(minutes=1) * (1 << min(misses - RESTS_AFTER, 6)), timedelta(hours=1))


def is_hopeless(missing_since: datetime | None, at: datetime) -> bool:
    """Whether it has failed so long that nobody will take care of it."""
    return missing_since is not None and at - missing_since >= SWITCHED_OFF_AFTER


def has_taken(status: int | None) -> bool:
    """Any 2xx; a redirect is none, since the signature was made for this address."""
    return status is not None and 200 <= status < 300
