"""Missing goods are sent again, and nothing has to come back."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.catalog.terms import Remedy
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.moves.commands import check_version, locked, move
from aftercare.returns.commands.dispatching import NothingToSend
from aftercare.returns.commands.granting import release
from aftercare.returns.commands.guards import check_duty, check_right, words
from aftercare.returns.commands.telling import amounts_told
from aftercare.returns.lifecycle import lifecycle_of
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import ToSend, Wanted
from aftercare.rows.whole import whole


class NotForResending(DomainError):
    """What the buyer complains of does not allow it."""

    code = "not_for_resending"


@whole()
def resend(
    returning: Return, wanted: Sequence[Wanted], why: str, *, seen: int | None = None, by: Actor, at: datetime
) -> tuple[Return, list[ToSend]]:
    """End the request by sending goods again; no money goes back, the pieces are free to be returned later."""
    check_right(by, "resend", returning)
    returning = locked(returning)
    check_version(returning, seen)
    lifecycle_of(returning.kind).target("resend", returning.state)
    check_duty(returning, "resend", by=by)
    if not returning.reason.allows(Remedy.RESEND):
        raise NotForResending(_("The reason of this case does not allow sending again without a return."))
    told = words(why, field="reason")
    lines = {line.pk: line for line in lines_of(returning)}
    goods = [_to_send(lines, one) for one in wanted if one.quantity]
    if not goods:
        raise NothingToSend(_("There is nothing to send."), field="lines")
    release(returning, by=by, at=at)
    for line in lines.values():
        line.amount_minor = 0
    ReturnLine.objects.bulk_update(lines.values(), ["amount_minor"])
    moved = move(
        returning,
        "resend",
        lifecycle_of(returning.kind),
        by=by,
        at=at,
        note=told,
        told=amounts_told(returning),
        amount_minor=0,
        consent=told[:300],
        is_resent=True,
        completed_at=at,
        reviewed_at=at,
        reviewed_by=by.key,
        reviewed_by_name=by.name,
    )
    return moved, goods


def _to_send(lines: dict[int, ReturnLine], one: Wanted) -> ToSend:
    line = lines.get(one.line_id)
    if line is None or not 0 < one.quantity <= line.quantity:
        raise NothingToSend(_("No more can be sent again than the buyer misses."), field=f"pieces-{one.line_id}")
    return ToSend(line.sku, line.name, one.quantity)
