"""Deciding on a request by policy and law, and keeping on the return what decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Kind
from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Cause
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.orders.models import Order
from aftercare.returns.commands.fees import FeeConsent, take_fee
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import asked_on, claimant_of, lines_of, policy_of
from aftercare.returns.queries.fees import by_sku, with_payer, with_rest
from aftercare.returns.queries.gifts import gifts_due
from aftercare.returns.queries.policies import classes_of, terms_of
from aftercare.returns.rules.asked import Decision, Finding, Piece, Terms, Wish
from aftercare.returns.rules.deciding import decide, find_trigger, let_in
from aftercare.returns.rules.laws import law_of
from aftercare.returns.rules.window import Window
from aftercare.returns.terms import WITHOUT_GOODS

NOT_CHECKED = ("window_ignored", "second_parcel", "overridden")
"""Windows that somebody let in: then goods are not looked at either."""


_OF_MONEY = ("gift", "refund_way")
"""What a law says of goods that come back for money alone."""


class ExcludedGoods(DomainError):
    """The law lets the seller keep this article sold."""

    code = "excluded_goods"


@dataclass(frozen=True)
class Request:
    """What is asked: the kind, lines with the reason why they come back, the window that was found, and the buyer's
    word on a service fee. `as_on` is the day as which it counts, where that is not today; `is_taken_over`: it was
    settled elsewhere.
    """

    kind: str
    order: Order
    lines: Sequence[ReturnLine]
    reason: Reason
    window: Window
    consent: FeeConsent | None = None
    as_on: date | None = None
    is_taken_over: bool = False


def decide_request(
    asked: Request, *, is_first: bool = False, lets_in: bool = False, by: Actor, at: datetime
) -> tuple[Decision, dict[str, Any]]:
    """The decision about a request, and what a return keeps of it; refused for excluded goods.

    `is_first`: it is the customer's first return, with a merchant who pays the way back of that one. `lets_in`: a
    colleague who may gave a reason for taking it all the same. An agreed service fee is taken off the lines.
    """
    order, lines = asked.order, asked.lines
    terms = replace(terms_of(policy_of(order.merchant_id), order.shop_id), first_return_free=is_first)
    wish = _wish(asked, terms, is_first=is_first, at=at)
    decision = decide(terms, wish, asked.window)
    if decision.excluded and not lets_in and asked.window.rule not in NOT_CHECKED:
        names = {line.sku: line.name for line in lines}
        sentence = _("“%(name)s” need not be taken back by law, unless it has a fault.")
        raise ExcludedGoods(sentence, field="lines", name=names[decision.excluded[0]])
    findings = take_fee(decision, lines, asked.consent, currency=order.currency, by=by)
    decision = replace(decision, findings=tuple(findings))
    is_let_in = bool(decision.excluded) and lets_in
    told = kept(terms, wish, let_in(decision.findings) if is_let_in else decision.findings)
    return decision, {**told, "gifts_back": True} if decision.gifts_back else told


def _wish(asked: Request, terms: Terms, *, is_first: bool, at: datetime) -> Wish:
    order, reason = asked.order, asked.reason
    wish = Wish(
        asked_on=asked.as_on or timezone.localdate(at),
        signed_on=timezone.localdate(order.signed_at) if order.signed_at else None,
        cause=Cause(reason.cause) if reason.cause else None,
        pieces=_pieces(order, asked.lines) if terms.law and asked.kind not in WITHOUT_GOODS else [],
        is_first=is_first,
        for_money=asked.kind == Kind.RETURN_REFUND,
        is_taken_over=asked.is_taken_over,
    )
    law = law_of(terms.law)
    asks_gifts = law is not None and law.gifts_back
    if asked.kind != Kind.RETURN_REFUND or not (terms.fees or asks_gifts):
        return wish
    wish = with_payer(wish, order, by_sku((line.sku, line.asked_minor) for line in asked.lines), reason)
    wish = with_rest(wish, terms, order, {line.order_line_id: line.quantity for line in asked.lines})
    return replace(wish, gifts=gifts_due(order.pk)) if asks_gifts else wish


def kept(terms: Terms, wish: Wish, findings: Sequence[Finding]) -> dict[str, Any]:
    """What a return keeps: the versions that decided, what they were told, and each part with its nearest miss."""
    law = law_of(terms.law)
    return {
        "policy": terms.version,
        "law": law.key if law else "",
        "inputs": {
            "asked_on": wish.asked_on.isoformat(),
            "signed_on": wish.signed_on.isoformat() if wish.signed_on else "",
            "cause": str(wish.cause or ""),
            "pieces": [[one.sku, str(one.goods_class or ""), one.is_confirmed] for one in wish.pieces],
        },
        "findings": [one.plain for one in findings],
    }


def decided_in_money(returning: Return, pieces: Mapping[int, int]) -> dict[str, Any]:
    """What an exchange keeps that ends in money: besides the rest, what the law under which it was asked for says of
    gifts and of the way of the money. `pieces` by order line are paid for.
    """
    told, order = returning.decided.get("inputs") or {}, returning.order
    law = returning.decided.get("law", "").partition("@")[0]  # its edition is told, not looked up
    terms = replace(terms_of(policy_of(returning.merchant_id), order.shop_id), law=law)
    wish = Wish(
        asked_on=asked_on(returning),
        signed_on=date.fromisoformat(told["signed_on"]) if told.get("signed_on") else None,
        cause=Cause(told["cause"]) if told.get("cause") else None,
        for_money=True,
        is_taken_over=bool(returning.shop_reference),
    )
    worths = by_sku((line.sku, line.amount_minor) for line in lines_of(returning))
    wish = replace(with_payer(wish, order, worths, returning.reason), gifts=gifts_due(order.pk, pieces))
    found = decide(terms, wish)
    more = [one.plain for one in found.findings if one.about in _OF_MONEY]
    return {
        **returning.decided,
        "findings": [*returning.decided.get("findings", ()), *more],
        "gifts_back": found.gifts_back,
    }


def decide_trigger_of(returning: Return) -> tuple[Finding, dict[str, Any]]:
    """When the money goes, found at the approval; and what the return keeps with it added."""
    found = find_trigger(terms_of(policy_of(returning.merchant_id)), claimant_of(returning))
    before = [one for one in returning.decided.get("findings", []) if one["about"] != "trigger"]
    return found, {**returning.decided, "findings": [*before, found.plain]}


def _pieces(order: Order, lines: Sequence[ReturnLine]) -> list[Piece]:
    classes = classes_of(order.merchant_id, [line.sku for line in lines])
    return [Piece(line.sku, classes.get(line.sku), line.order_line.no_return_confirmed) for line in lines]
