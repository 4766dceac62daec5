"""What gifts would cost with returns on file, where a law that wants them back comes or goes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject

from aftercare.cases.terms import Kind
from aftercare.orders.models import OrderLine
from aftercare.returns.models import Deduction, Return, ReturnLine, ReturnPolicy
from aftercare.returns.rules.laws import law_of
from aftercare.returns.terms import GIFTS_RULE, NO_GOODS_GONE, Answer

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_OPEN = ~Q(state__in=NO_GOODS_GONE)


def gifts_change(before: ReturnPolicy, after: ReturnPolicy) -> bool:
    """Whether a law comes or goes that wants gifts back, or the money to go as it was paid."""
    laws = [law_of(name) for policy in (before, after) for name in (policy.law, *policy.shop_laws.values())]
    is_other = (before.law, before.shop_laws) != (after.law, after.shop_laws)
    return is_other and any(law and (law.gifts_back or law.same_way) for law in laws)


def with_gifts() -> dict[str, Combinable | Q]:
    """What is to be read beside each return: the gifts that stay of its order, and whether it takes the last goods.

    Pieces that are asked back count as coming, exchanged ones as staying. The charge is told of the return that was
    counted last.
    """
    lines = OrderLine.objects.filter(order=OuterRef("order"), is_freight=False)
    return {
        "gifts": ArraySubquery(
            lines.filter(is_gift=True)
            .order_by("pk")
            .values(json=JSONObject(pieces=F("goods_out") - F("goods_asked"), price="unit_price_minor"))
        ),
        "goods_stay": Exists(lines.filter(is_gift=False, goods_out__gt=F("goods_asked"))) | _is_swapped(),
        "is_followed": _is_followed(),
        "gifts_taken": Coalesce(Subquery(_taken()), 0),
    }


def without_gifts() -> dict[str, Combinable | Q]:
    """The same where no law on gifts is in question, so that nothing is asked."""
    return {"gifts": Value(""), "goods_stay": Value(True), "is_followed": Value(True), "gifts_taken": Value(0)}


def gifts_cost(row: Mapping[str, Any]) -> int:
    """What a law on gifts would take off this return, in minor units, never more than goes back with it."""
    if not row["gifts"] or row["goods_stay"] or row["is_followed"] or row["state"] in NO_GOODS_GONE:
        return 0
    cost = sum(max(0, gift["pieces"]) * gift["price"] for gift in row["gifts"])
    return int(min(cost, row["amount_minor"] + row["gifts_taken"]))


def _is_swapped() -> Exists:
    rows = ReturnLine.objects.filter(returning__order=OuterRef("order"), returning__kind=Kind.EXCHANGE)
    rows = rows.exclude(returning__state__in=NO_GOODS_GONE).filter(returning__instead="", order_line__is_gift=False)
    return Exists(rows.annotate(pieces=Coalesce("accepted", "quantity")).filter(pieces__gt=0))


def _is_followed() -> Exists:
    counted_at = Coalesce("inspected_at", Value(_NEVER))
    others = Return.objects.filter(_OPEN, order=OuterRef("order"), kind=Kind.RETURN_REFUND)
    mine = Coalesce(OuterRef("inspected_at"), Value(_NEVER))
    later = others.annotate(counted_at=counted_at, mine=mine)
    return Exists(later.filter(Q(counted_at__gt=F("mine")) | Q(counted_at=F("mine"), pk__gt=OuterRef("pk"))))


def _taken() -> Any:
    rows = Deduction.objects.filter(returning=OuterRef("pk"), answer=Answer.DUE, rule=GIFTS_RULE)
    return rows.order_by().values("returning").annotate(minor=Sum("amount_minor")).values("minor")
