"""What is asked of a gateway next, what an answer means, and when it is certain that nothing was paid."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from aftercare.billing.terms import Asking, Instruction, OrderState, Outcome, Reply

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
CERTAIN_AFTER = timedelta(minutes=15)
"""A gateway refuses questions older than five minutes, so one that it has not heard of by now never comes."""

_STAYED_HERE = (Outcome.NOT_SENT, Outcome.BLOCKED)
_UNANSWERED = (Outcome.LOST, Outcome.SILENT, Outcome.PENDING)


class Verdict(StrEnum):
    """What follows from an answer."""

    PAID = "paid"
    DIFFERS = "differs"
    FAILED = "failed"
    RELEASED = "released"
    ASK_TO_PAY = "ask_to_pay"
    WAIT = "wait"


@dataclass(frozen=True)
class Tried:
    """One attempt so far, as it matters for the next one."""

    asking: str
    outcome: str
    at: datetime


def payment_key(number: str, order_number: str, amount_minor: int, currency: str, turn: int) -> str:
    """The key of a payment: the same facts give the same key, also in a database restored from yesterday's backup."""
    facts = "\n".join([number, order_number, str(amount_minor), currency])
    return f"{number}.{turn}.{hashlib.sha256(facts.encode()).hexdigest()[:16]}"


def next_asking(state: str, last: Tried | None) -> Asking:
    """What to ask: to pay what was never asked for or is not known there, else how the payment stands."""
    if state == OrderState.DUE:
        return Asking.PAY
    if state == OrderState.UNCLEAR and last and (last.asking, last.outcome) == (Asking.STATUS, Outcome.UNKNOWN):
        return Asking.PAY
    return Asking.STATUS


def pause_after(tries: int) -> timedelta:
    """How long to wait before the next look: 30 seconds, doubled with every try, an hour at most."""
    doubled: timedelta = FIRST_PAUSE * (1 << min(tries, 12))
    return min(doubled, LONGEST_PAUSE)


def ever_sent(tried: Sequence[Tried]) -> bool:
    """Whether the gateway may ever have been asked to pay."""
    return any(one.asking == Asking.PAY and one.outcome not in _STAYED_HERE for one in tried)


def judge(state: str, tried: Sequence[Tried], told: Instruction, reply: Reply, *, at: datetime) -> Verdict:
    """What follows from the answer to the last of the attempts."""
    if reply.outcome == Outcome.PAID:
        is_ours = (reply.amount_minor, reply.currency) == (told.amount_minor, told.currency)
        return Verdict.PAID if is_ours else Verdict.DIFFERS
    if state == OrderState.WITHDRAWING:
        return Verdict.RELEASED if _is_certainly_unpaid(tried, reply, at=at) else Verdict.WAIT
    if reply.outcome == Outcome.REFUSED:
        return Verdict.FAILED
    if reply.outcome == Outcome.BLOCKED and not ever_sent(tried):
        return Verdict.FAILED
    is_unknown = reply.outcome == Outcome.UNKNOWN and tried[-1].asking == Asking.STATUS
    return Verdict.ASK_TO_PAY if is_unknown else Verdict.WAIT


def _is_certainly_unpaid(tried: Sequence[Tried], reply: Reply, *, at: datetime) -> bool:
    """What was refused is not paid; what the gateway does not know is not, when no question can still be on its way.

    Nor is what it has refused every time, when it now refuses the question about it too: a wrong address or secret.
    """
    if not ever_sent(tried) or reply.outcome == Outcome.REFUSED:
        return True
    open_asks = [one.at for one in tried if one.asking == Asking.PAY and one.outcome in _UNANSWERED]
    if not open_asks and reply.http_status in range(400, 500):
        return True
    return reply.outcome == Outcome.UNKNOWN and all(at - asked >= CERTAIN_AFTER for asked in open_asks)
