"""Four eyes: requester, reviewer, receiver, approver and payer of one return are different people."""

from collections.abc import Collection, Mapping

from aftercare.returns.terms import Duty

APART: dict[Duty, tuple[Duty, ...]] = {
    Duty.REVIEW: (Duty.REQUEST, Duty.RECEIVE),
    Duty.RECEIVE: (Duty.REQUEST, Duty.REVIEW, Duty.APPROVE, Duty.PAY),
    Duty.APPROVE: (Duty.REQUEST, Duty.REVIEW, Duty.RECEIVE),
    Duty.PAY: (Duty.REQUEST, Duty.REVIEW, Duty.RECEIVE, Duty.APPROVE),
}


def clash(duty: Duty, person: str, done: Mapping[Duty, Collection[str]]) -> Duty | None:
    """The earlier duty of the same person that forbids this one, or None. People are actor keys."""
    for earlier in APART.get(duty, ()):
        if person and person in done.get(earlier, ()):
            return earlier
    return None
