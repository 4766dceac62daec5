"""Compensation without return: an amount that agent and buyer agreed on, for goods that stay where they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case
from aftercare.cases.terms import Kind
from aftercare.catalog.models import Reason
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.kernel.money import from_minor
from aftercare.moves.commands import locked, move
from aftercare.orders.commands.account import AboveCeiling, lock_lines
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.queries.late import was_shipped_late
from aftercare.org.rights import Right
from aftercare.returns.commands.applying import BadReason, NothingWanted, NotPaid, start_clocks
from aftercare.returns.lifecycle import OFFER, lifecycle_of
from aftercare.returns.models import Agreement, CompensationOffer, Return, ReturnLine
from aftercare.returns.queries.compensating import held_by, most_for
from aftercare.returns.queries.detail import asked_and_undecided
from aftercare.returns.terms import Compensated, ConsentWay, OfferState, State
from aftercare.rows.refusing import refused_by
from aftercare.rows.whole import whole

NO_WINDOW = "no_window"
"""The window rule of a compensation: nothing comes back, so nothing has to come in time."""


class NotAgreed(DomainError):
    """A compensation without the buyer's consent on record."""

    code = "not_agreed"


class OfferOpen(Conflict):
    """An offer waits for the buyer already."""

    code = "offer_open"


@dataclass(frozen=True)
class Consent:
    """How the buyer agreed, and in which words; his own press of the button needs none."""

    way: ConsentWay
    words: str = ""


@dataclass(frozen=True)
class Terms:
    """What is to be paid for which pieces, why by the catalogue, and why in the agent's words."""

    lines: Sequence[Compensated]
    reason: Reason
    words: str

    @property
    def total_minor(self) -> int:
        """The whole amount."""
        return sum(line.amount_minor for line in self.lines)


@dataclass(frozen=True)
class Agreed:
    """Terms to which both sides said yes; `agent` and `agent_name` are the one who agreed for us."""

    terms: Terms
    consent: Consent
    agent: str
    agent_name: str
    instead_of: Return | None = None


def check_terms(order: Order, terms: Terms, *, held: Mapping[int, int] | None = None, by: Actor) -> None:
    """Refuse what could not be paid for this order at all, before a case is opened.

    `held`, by order line, is what a return holds that would be given up for it.
    """
    if not by.may(Right.RETURNS_OPEN) or not by.serves(order.merchant_id):
        raise NotAllowed(_("You do not have the right to do this."))
    if order.paid_at is None and order.shipped_at is None:
        raise NotPaid(_("This order has not been paid yet, so there is nothing to give back."), field="order")
    check_lines(order, terms, held or {})


def check_lines(order: Order, terms: Terms, held: Mapping[int, int]) -> Mapping[int, OrderLine]:
    """The order lines that are paid for, locked; refuses more than their ceilings, and reasons of other kinds."""
    if terms.reason.kind != Kind.COMPENSATION or not terms.reason.is_shown:
        raise BadReason(_("Choose one of the reasons on offer."), field="reason")
    if not terms.words.strip():
        raise NotAgreed(_("Say why: who reviews this reads it."), field="words")
    ids = [line.line_id for line in terms.lines]
    if not terms.lines or terms.total_minor <= 0:
        raise NothingWanted(_("Choose what is paid for, and how much."), field="lines")
    accounts = lock_lines(ids)
    if len(set(ids)) != len(ids) or any(pk not in accounts or not _is_of(order, accounts[pk]) for pk in ids):
        raise NothingWanted(_("One of the lines is not part of this order."), field="lines")
    waiting = asked_and_undecided(ids)
    for line in terms.lines:
        elsewhere = waiting.get(line.line_id, 0) - held.get(line.line_id, 0)
        _check_ceiling(line, accounts[line.line_id], elsewhere, order.currency)
    return accounts


@whole()
def submit(case: Case, order: Order, agreed: Agreed, *, by: Actor, at: datetime) -> Return:
    """Write the agreement down as a request that operations reviews; no piece is asked back."""
    consent, terms = agreed.consent, agreed.terms
    if consent.way != ConsentWay.PAGE and not consent.words.strip():
        raise NotAgreed(_("Write down how the buyer agreed, and to what."), field="consent")
    accounts = check_lines(order, terms, {})
    lines = [_line(accounts[line.line_id], line) for line in terms.lines if line.amount_minor]
    returning = Return.objects.create(
        case=case,
        kind=Kind.COMPENSATION,
        number=case.number,
        order=order,
        order_number=order.number,
        ordered_at=order.ordered_at,
        merchant_id=order.merchant_id,
        customer_id=order.customer_id,
        reason=terms.reason,
        remark=terms.words.strip()[:1000],
        goods=", ".join(f"{line.name} × {line.quantity}" for line in lines)[:200],
        applied_at=at,
        applied_by=agreed.agent,
        window_rule=NO_WINDOW,
        currency=order.currency,
        asked_minor=terms.total_minor,
        amount_minor=terms.total_minor,
        is_business=order.is_business,
        shipped_late=was_shipped_late(order, at=at),
        state=State.SUBMITTED,
        state_since=at,
    )
    for line in lines:
        line.returning = returning
    ReturnLine.objects.bulk_create(lines)
    _keep(returning, agreed, at=at)
    told = {"asked_minor": terms.total_minor, "lines": [[line.sku, line.quantity] for line in lines]}
    after = {"state": State.SUBMITTED, "way": consent.way, "said": consent.words.strip(), **told}
    record(Fact("returns.return.agree", returning.label, by, at, stream=returning.stream, after=after))
    start_clocks(returning, at=at)
    return returning


def check_offer(returning: Return, terms: Terms, *, by: Actor) -> None:
    """Refuse an offer that could not be kept, or on a return that cannot be given up any more."""
    lifecycle_of(returning.kind).target("cancel", returning.state)
    check_terms(returning.order, terms, held=held_by(returning), by=by)


@whole()
def offer(returning: Return, terms: Terms, *, agent: Actor | None = None, by: Actor, at: datetime) -> CompensationOffer:
    """Offer the buyer of an open return an amount if he keeps the goods; `agent` is who asked when another granted."""
    check_offer(returning, terms, by=by)
    made = CompensationOffer(
        returning=returning,
        reason=terms.reason,
        lines=[[line.line_id, line.quantity, line.amount_minor] for line in terms.lines],
        amount_minor=terms.total_minor,
        currency=returning.currency,
        words=terms.words.strip()[:1000],
        offered_at=at,
        offered_by=(agent or by).key,
        offered_by_name=(agent or by).name,
        state=OfferState.OFFERED,
        state_since=at,
    )
    with refused_by("return_has_one_open_offer", OfferOpen(_("An offer waits for the buyer already."))):
        made.save(force_insert=True)
    after = {"amount_minor": made.amount_minor}
    record(Fact("returns.offer.make", made.label, by, at, stream=made.stream, after=after))
    return made


@whole()
def decide_offer(made: CompensationOffer, action: str, *, by: Actor, at: datetime) -> CompensationOffer:
    """The buyer accepts or declines, or we withdraw; `action` is the lifecycle's word."""
    fresh = locked(made)
    returning = fresh.returning
    is_his = by.owns(customer=returning.customer_id, case=returning.case_id) and by.may(Right.OWN_CASES)
    is_ours = by.may(Right.RETURNS_OPEN) and by.serves(returning.merchant_id)
    if not (is_ours if action == "withdraw" else is_his):
        raise NotAllowed(_("You do not have the right to do this."))
    return move(fresh, action, OFFER, by=by, at=at)


def terms_of(made: CompensationOffer) -> Terms:
    """What was offered."""
    return Terms([Compensated(*line) for line in made.lines], made.reason, made.words)


def _keep(returning: Return, agreed: Agreed, *, at: datetime) -> None:
    Agreement.objects.create(
        returning=returning,
        agent=agreed.agent,
        agent_name=agreed.agent_name,
        agreed_at=at,
        way=agreed.consent.way,
        buyer_words=agreed.consent.words.strip()[:500],
        instead_of=agreed.instead_of,
    )


def _check_ceiling(line: Compensated, account: OrderLine, waiting_minor: int, currency: str) -> None:
    if not 0 < line.quantity <= account.quantity or line.amount_minor < 0:
        raise NothingWanted(_("Choose what is paid for, and how much."), field=f"amount-{line.line_id}")
    most = most_for(account, waiting_minor, line.quantity)
    if line.amount_minor > most:
        sentence = _("For %(pieces)d of “%(name)s” at most %(most)s can be paid, not %(asked)s.")
        asked = from_minor(line.amount_minor, currency)
        facts = {"pieces": line.quantity, "name": account.name, "most": from_minor(most, currency), "asked": asked}
        raise AboveCeiling(sentence, field=f"amount-{line.line_id}", **facts)


def _is_of(order: Order, account: OrderLine) -> bool:
    return account.order_id == order.pk and not account.is_freight


def _line(account: OrderLine, line: Compensated) -> ReturnLine:
    return ReturnLine(
        order_line=account,
        sku=account.sku,
        name=account.name,
        unit_price_minor=account.unit_price_minor,
        quantity=line.quantity,
        asked_minor=line.amount_minor,
        amount_minor=line.amount_minor,
    )
