"""Finding cases, orders and customers by whatever a person has of them.

Two phases, since a match with ORDER BY and LIMIT may walk a whole index: first at most CAP matching documents, then
the newest of them, asked of their rooms again for what this reader may see.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import OperationalError, connection
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_noop as _
from psycopg.errors import QueryCanceled

from aftercare.customers import queries as customers
from aftercare.customers.models import Customer
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.orders.models import Order
from aftercare.orders.queries import finding
from aftercare.org.rights import Right
from aftercare.reporting.rules.questions import looks_exact, looks_like_ending, question
from aftercare.reporting.rules.tokens import DOCK_MARK, customer_mark, merchant_mark
from aftercare.reporting.terms import DocKind
from aftercare.returns.models import Return
from aftercare.returns.queries import listing
from aftercare.rows.asking import Prepared
from aftercare.rows.whole import apart

M = TypeVar("M", bound=Model)
_SEE_ALL_STATES = (Right.RETURNS_SEE, Right.REFUNDS_SEE)
_SEE_CASES = (*_SEE_ALL_STATES, Right.GOODS_SEE)

CAP = 2000
"""So many matches are compared for newness; above it the reader is asked for another word."""
_LOOK_AT = 5
_PATIENCE_MS = 3000

_MATCH = """
WITH matched AS MATERIALIZED (
    SELECT kind, ref, at FROM reporting_searchdoc WHERE tokens @@ %s::tsquery AND kind = ANY(%s) LIMIT %s
)
SELECT kind, ref FROM matched ORDER BY at DESC, ref DESC
"""


class TooBroad(DomainError):
    """The words fit so much that looking for them would keep others waiting."""

    code = "too_broad"


@dataclass(frozen=True)
class Found:
    """What the reader may see of what was found, newest first. `is_cut` when more than CAP documents matched."""

    cases: Sequence[Return] = field(default_factory=tuple)
    orders: Sequence[Order] = field(default_factory=tuple)
    customers: Sequence[Customer] = field(default_factory=tuple)
    is_cut: bool = False

    @property
    def total(self) -> int:
        """How many rows there are in all groups together."""
        return len(self.cases) + len(self.orders) + len(self.customers)


def search(actor: Actor, text: str, limit: int = 20) -> Found:
    """Up to `limit` cases, orders and customers that hold all the words; raises TooBroad when that takes too long."""
    kinds = kinds_for(actor)
    asked = question(text, marks=_marks(actor))
    if not kinds or not asked or actor.merchants == frozenset():
        return Found()
    matched = _ending(actor, text, kinds, enough=limit * len(kinds)) or _match(asked, kinds)
    refs: dict[str, list[int]] = defaultdict(list)
    for kind, ref in matched:
        refs[kind].append(ref)
    first = limit if _sees_all(actor) else limit * _LOOK_AT
    return Found(
        cases=_in_order(_CASES, actor, "case_id", refs[DocKind.CASE], first)[:limit],
        orders=_in_order(_ORDERS, actor, "pk", refs[DocKind.ORDER], first)[:limit],
        customers=_in_order(_CUSTOMERS, actor, "pk", refs[DocKind.CUSTOMER], first)[:limit],
        is_cut=len(matched) > CAP,
    )


def exact_case(actor: Actor, text: str) -> Return | None:
    """The one case whose number, tracking number or order number was typed or scanned, straight from its room."""
    code = looks_exact(text)
    if not code:
        return None
    found = _NAMED(code, text.strip()[:60], about=actor)
    by_number = [row for row in found if row.number == code]
    best = by_number or found
    return best[0] if len(best) == 1 else None


def _named(actor: Actor, code: str, text: str) -> QuerySet[Return]:
    named = Q(number=code) | Q(tracking_number=code) | Q(order_number__in=[code, text])
    return listing.visible_to(actor).order_by().filter(named)[:3]


_NAMED = Prepared[Return](_named)


def kinds_for(actor: Actor) -> list[str]:
    """Which kinds of record the actor's rights let him find at all."""
    own = actor.customer is not None and actor.may(Right.OWN_CASES)
    orders = [DocKind.ORDER] if own or actor.may(Right.ORDERS_SEE) else []
    customer = [DocKind.CUSTOMER] if actor.may(Right.ORDERS_SEE) else []
    cases = [DocKind.CASE] if own or actor.only_case or any(actor.may(right) for right in _SEE_CASES) else []
    return [str(kind) for kind in (*cases, *orders, *customer)]


def _sees_all(actor: Actor) -> bool:
    """Whether nothing that is found could be hidden from him."""
    is_confined = actor.customer is not None or actor.only_case is not None or actor.merchants is not None
    return not is_confined and any(actor.may(right) for right in _SEE_ALL_STATES)


def _ending(actor: Actor, text: str, kinds: list[str], *, enough: int) -> list[tuple[str, int]]:
    """What ends in four digits, when that alone is more than can be shown; else nothing."""
    if not looks_like_ending(text):
        return []
    found = _match(question(text, marks=_marks(actor), is_ending=True), kinds)
    return found if len(found) > enough else []


def _marks(actor: Actor) -> list[list[str]]:
    """What documents must carry, so that rows of others do not fill the candidates."""
    marks = []
    if actor.customer is not None:
        marks.append([customer_mark(actor.customer)])
    if actor.merchants is not None:
        marks.append([merchant_mark(merchant) for merchant in sorted(actor.merchants)])
    if actor.may(Right.GOODS_SEE) and not any(actor.may(right) for right in _SEE_ALL_STATES):
        marks.append([DOCK_MARK])
    return marks


def _match(asked: str, kinds: list[str]) -> list[tuple[str, int]]:
    try:
        with apart(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(_PATIENCE_MS)])
            cursor.execute(_MATCH, [asked, kinds, CAP + 1])
            return list(cursor.fetchall())
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooBroad(_("That fits too much. Add another word or more of the number."), field="q") from None
        raise


def _in_order(ask: Prepared[M], actor: Actor, key: str, refs: list[int], most: int) -> list[M]:
    """The rows of the first ids in the ids' order. Sorted here: in the database ORDER BY could walk an index instead.

    Always as many ids are asked for, the last again and again, so that one statement fits all.
    """
    if not refs:
        return []
    wanted = refs[:most]
    found = {getattr(row, key): row for row in ask([*wanted, *wanted[-1:] * (most - len(wanted))], about=actor)}
    return [found[ref] for ref in wanted if ref in found]


_CASES = Prepared[Return](
    lambda actor, ids: (
        listing.visible_to(actor).select_related("customer", "merchant").order_by().filter(case_id__in=ids)
    )
)
_ORDERS = Prepared[Order](lambda actor, ids: finding.visible_to(actor).order_by().filter(pk__in=ids))
_CUSTOMERS = Prepared[Customer](lambda actor, ids: customers.visible_to(actor).order_by().filter(pk__in=ids))
