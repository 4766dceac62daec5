"""Payouts that the system could not read of: finance is shown which, whoever mends it."""

from aftercare.billing.queries.refunds import visible_to
from aftercare.journal.queries.aside import streams_aside
from aftercare.journal.terms import CASE_STREAM
from aftercare.kernel.actor import Actor

_MOST = 20


def unread_payouts(actor: Actor) -> list[str]:
    """The numbers of refunds that this reader sees, whose gateway was told something that was set aside."""
    streams = streams_aside("payouts", most=_MOST)
    ids = [int(one.removeprefix(CASE_STREAM)) for one in streams if one.startswith(CASE_STREAM)]
    if not ids:
        return []
    return list(visible_to(actor).filter(case__in=ids).order_by("number").values_list("number", flat=True))
