"""One decision about a return: facts in, every part with the rule that decided and the nearest miss out.

Nothing here reads a clock or a record. The same facts under the same version of policy and law decide the same, today
and in a rehearsal.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from aftercare.catalog.terms import Cause
from aftercare.returns.rules.asked import Decision, Finding, Piece, Terms, Wish, is_in_days
from aftercare.returns.rules.charging import CHARGED, find_fee, find_gifts, spares_gifts
from aftercare.returns.rules.laws import Law, law_of
from aftercare.returns.rules.triggers import MERCHANT_RULE, Claimant, decide_trigger, near_trust
from aftercare.returns.rules.window import Window, decide_window
from aftercare.returns.terms import Choice, Extra, Payer, RefundTrigger


def open_window(terms: Terms, *, signed_on: date | None, asked_on: date) -> Window:
    """Until when a return may be asked for: by policy or by law, whichever is better for the buyer."""
    law = law_of(terms.law)
    own = decide_window(days=terms.window_days, signed_on=signed_on, asked_on=asked_on)
    if law is None or own.ends_on is None:
        return own
    due = decide_window(days=law.window_days, signed_on=signed_on, asked_on=asked_on)
    return Window(due.is_open, due.ends_on, "law_window") if due.ends_on and due.ends_on > own.ends_on else own


def decide(terms: Terms, wish: Wish, window: Window | None = None) -> Decision:
    """Everything at once. `window` is the one that a promise or a colleague has widened already."""
    found = window or open_window(terms, signed_on=wish.signed_on, asked_on=wish.asked_on)
    law = law_of(terms.law)
    excluded = [_excluded(law, wish.cause, piece) for piece in wish.pieces]
    left_out = [one for one in excluded if one and one.answer == "excluded"]
    freight = _freight(terms, law, wish)
    trigger = find_trigger(terms, wish.claimant) if wish.claimant else None
    extras = {extra: _extra(terms, law, extra) for extra in Extra}
    fee, gifts = find_fee(terms, wish), find_gifts(terms, wish)
    parts = [
        _window(terms, law, wish, found),
        *[one for one in excluded if one],
        freight,
        *([trigger] if trigger else []),
        *extras.values(),
        fee,
        *gifts,
        *_refund_way(law, wish),
        *_refund_by(law, wish.cause),
    ]
    return Decision(
        window=found,
        freight_payer=Payer(freight.answer),
        trigger=RefundTrigger(trigger.answer) if trigger else terms.trigger,
        excluded=tuple(str(one.facts["sku"]) for one in left_out),
        locked=locked_extras(terms),
        findings=tuple(parts),
        fee_minor=fee.facts["minor"] if fee.answer == CHARGED else 0,
        gifts_back=spares_gifts(terms, wish) == "",
        promised=wish.promised,
    )


def _refund_way(law: Law | None, wish: Wish) -> list[Finding]:
    """By which way the money goes back, where a law says, for goods that come back within its days after they came;
    what was taken over from elsewhere went as it went.
    """
    if law is None or not law.same_way or wish.cause == Cause.FAULT or wish.is_taken_over:
        return []
    if not wish.for_money or wish.signed_on is None:
        return []
    return (
        [Finding("refund_way", "same_way", "law:same_way", "", law.where("same_way"))] if is_in_days(law, wish) else []
    )


def decided_extras(terms: Terms) -> list[Finding]:
    """What holds for coupon, coins and freight, and by which rule."""
    law = law_of(terms.law)
    return [_extra(terms, law, extra) for extra in Extra]


def locked_extras(terms: Terms) -> dict[Extra, bool]:
    """The extras about which the reviewer has no choice, and what holds for them."""
    found = {Extra(one.about): one.answer for one in decided_extras(terms)}
    return {extra: answer == Choice.ALWAYS for extra, answer in found.items() if answer != Choice.REVIEW}


def barred(terms: Terms, piece: Piece) -> Finding | None:
    """Why this article does not come back for a mere change of mind, as far as that is known before anybody asks."""
    found = _excluded(law_of(terms.law), Cause.MIND, piece)
    return found if found and found.answer == "excluded" else None


def _window(terms: Terms, law: Law | None, wish: Wish, window: Window) -> Finding:
    """Whether it was asked in time, and what would have changed that."""
    answer = "open" if window.is_open else "over"
    day = window.ends_on.isoformat() if window.ends_on else ""
    facts: dict[str, Any] = {"day": day, "days": terms.window_days, "law": law.key if law else ""}
    if law and window.rule == "law_window":
        own = wish.signed_on + timedelta(days=terms.window_days or 0) if wish.signed_on else None
        facts |= {"days": law.window_days, **law.where("window"), "own": own.isoformat() if own else ""}
        return Finding("window", answer, "law:window", "window_own" if window.is_open else "window_earlier", facts)
    near = "" if window.is_open and not window.ends_on else "window_later" if window.is_open else "window_earlier"
    return Finding("window", answer, f"policy:{window.rule}", near, facts)


def _excluded(law: Law | None, cause: Cause | None, piece: Piece) -> Finding | None:
    """Whether the law lets the seller refuse this article: only where the buyer has merely changed his mind.

    A fault is always a reason to send it back; a reason that says neither leaves it to the reviewer.
    """
    listed = law is not None and piece.goods_class in (*law.never, *law.if_confirmed)
    if law is None or not listed or piece.goods_class is None:
        return None
    part = "never" if piece.goods_class in law.never else "confirmed"
    facts = {"sku": piece.sku, "goods_class": str(piece.goods_class), **law.where(part)}
    if cause == Cause.FAULT:
        return Finding("goods", "taken", "law:fault", "", {**facts, **law.where("fault")})
    if part == "confirmed" and not piece.is_confirmed:
        return Finding("goods", "taken", "law:unconfirmed", "goods_confirmed", facts)
    if cause is None:
        return Finding("goods", "taken", "law:goods_open", "goods_mind", facts)
    near = "goods_fault" if part == "never" else "goods_unconfirmed"
    return Finding("goods", "excluded", f"law:{part}", near, facts)


def let_in(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The same findings once a colleague has let excluded goods in: they are taken, and the rule says by whom."""
    return tuple(
        replace(one, answer="taken", rule="policy:goods_let_in") if one.answer == "excluded" else one
        for one in findings
    )


def _freight(terms: Terms, law: Law | None, wish: Wish) -> Finding:
    """Who pays the way back, and for which reason."""
    if terms.first_return_free and wish.is_first:
        return Finding("freight_payer", Payer.SHOP, "policy:first_return")
    facts = {"law": law.key if law else ""}
    if wish.cause == Cause.FAULT:
        if law and law.faults_cost_the_shop:
            return Finding("freight_payer", Payer.SHOP, "law:freight_fault", "freight_mind", law.where("fault"))
        return Finding("freight_payer", terms.freight_of_faults, "policy:freight_fault", "freight_mind", facts)
    if wish.cause == Cause.MIND:
        if law and law.minds_cost_the_buyer and terms.freight_of_minds == Payer.BUYER:
            found = law.where("freight_mind")
            return Finding("freight_payer", Payer.BUYER, "law:freight_mind", "freight_fault", found)
        return Finding("freight_payer", terms.freight_of_minds, "policy:freight_mind", "freight_fault", facts)
    return Finding("freight_payer", Payer.OPEN, "policy:freight_open", "freight_fault", facts)


def find_trigger(terms: Terms, claimant: Claimant) -> Finding:
    """When the money goes, and what would let it go earlier."""
    decided = decide_trigger(terms.trigger, terms.trusts, claimant)
    if decided.rule != MERCHANT_RULE:
        return Finding("trigger", decided.trigger, f"policy:{decided.rule}")
    missed = near_trust(terms.trigger, terms.trusts, claimant)
    if missed is None:
        return Finding("trigger", decided.trigger, f"policy:{decided.rule}")
    trust, what = missed
    facts = {"mark": trust.mark, "level": trust.level, "minor": trust.below_minor, "currency": trust.currency}
    return Finding("trigger", decided.trigger, f"policy:{decided.rule}", f"trust_{what}", facts)


def _extra(terms: Terms, law: Law | None, extra: Extra) -> Finding:
    """Whether the reviewer has a choice about coupon, coins and freight."""
    if law and law.gives_back_in_kind and extra in (Extra.COUPON, Extra.COINS):
        return Finding(str(extra), "always", f"law:{extra}", "", law.where(extra))
    choice = terms.extras.get(extra, Choice.REVIEW)
    return Finding(str(extra), str(choice), f"policy:{extra}")


def _refund_by(law: Law | None, cause: Cause | None) -> list[Finding]:
    """Within how many days the money goes, with the day from which they count only where the law's is known."""
    if law is None or law.refund_days is None:
        return []
    is_fault = cause == Cause.FAULT and "refund_by_fault" in law.places
    facts = {**law.where("refund_by_fault" if is_fault else "refund_by"), "days": law.refund_days}
    rule = "law:refund_by" if law.refund_from_goods else "law:refund_within"
    return [Finding("refund_by", str(law.refund_days), rule, "", facts)]
