"""What a seller's written promise forbids him to decide."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import DomainError
from aftercare.orders.terms import PromiseKind
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.promises import promises_for


class PromiseBinds(DomainError):
    """Less than the seller promised in writing."""

    code = "promise_binds"


def check_promise(returning: Return, lines: Sequence[ReturnLine], amounts: Mapping[int, int]) -> None:
    """Refuse to give back less than was paid when the seller promised all of it [RET-68]."""
    lowered = [line for line in lines if amounts.get(line.pk, line.asked_minor) < line.asked_minor]
    kept = [one for one in promises_for(returning, lowered) if one.kind == PromiseKind.FULL_REFUND] if lowered else []
    if kept:
        sentence = _("The seller promised in writing: “%(words)s” So nothing may be taken off.")
        raise PromiseBinds(sentence, field=f"amount-{lowered[0].pk}", words=kept[0].words)
