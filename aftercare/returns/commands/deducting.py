"""A deduction needs the buyer's consent: operations asks, the buyer answers on his page, both stay on record."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.kernel.money import from_minor
from aftercare.moves.commands import locked
from aftercare.org.rights import Right
from aftercare.returns.commands.guards import check_right, words
from aftercare.returns.commands.promises import check_promise
from aftercare.returns.models import Deduction, Return
from aftercare.returns.queries.deductions import agreed_deductions, open_deduction
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.queries.freight import freight_to_lower
from aftercare.returns.terms import Answer, State
from aftercare.rows.whole import whole

IN_REVIEW = {State.SUBMITTED: "approve", State.REVIEW_AGAIN: "approve_again"}
"""States in which an amount is decided, and the move that decides it."""


class NoDeduction(DomainError):
    """Nothing to deduct, or more than the goods are worth."""

    code = "no_deduction"


class AskedAlready(Conflict):
    """The buyer has not answered yet."""

    code = "asked_already"


class NothingAsked(Conflict):
    """The question was answered, or taken back."""

    code = "nothing_asked"


@whole()
def ask_consent(returning: Return, amount_minor: int, text: str, *, by: Actor, at: datetime) -> Deduction:
    """Tell the buyer what shall be kept and why, before it is kept [RET-42]."""
    returning = locked(returning)
    if returning.state not in IN_REVIEW:
        raise NoDeduction(_("The amount is decided already."))
    check_right(by, IN_REVIEW[State(returning.state)], returning)
    lines = lines_of(returning)
    most = sum(line.amount_minor for line in lines) + freight_to_lower(returning)
    if not 0 < amount_minor <= most:
        left = from_minor(most, returning.currency)
        raise NoDeduction(_("Something between nothing and %(left)s can be kept."), field="amount", left=left)
    check_promise(returning, lines, {line.pk: 0 for line in lines})
    why = words(text, field="words", most=300)
    if open_deduction(returning):
        raise AskedAlready(_("The buyer was asked already and has not answered yet."))
    asked = Deduction.objects.create(
        returning=returning,
        amount_minor=amount_minor,
        currency=returning.currency,
        words=why,
        asked_at=at,
        asked_by=by.key,
        asked_by_name=by.name,
    )
    _tell("ask_deduction", asked, returning, by=by, at=at)
    return asked


@whole()
def answer_deduction(returning: Return, answer: Answer, *, by: Actor, at: datetime) -> Deduction:
    """The buyer agrees or refuses, on his own page; nobody else answers for him."""
    is_own = by.owns(customer=returning.customer_id, case=returning.case_id)
    if not (is_own and by.may(Right.OWN_CASES)):
        raise NotAllowed(_("You do not have the right to do this."))
    returning = locked(returning)
    asked = Deduction.objects.select_for_update(no_key=True).filter(returning=returning, answer="").first()
    if asked is None or returning.state not in IN_REVIEW:
        raise NothingAsked(_("There is nothing to answer any more."))
    asked.answer, asked.answered_at, asked.answered_by = answer, at, by.key
    asked.save(update_fields=["answer", "answered_at", "answered_by"])
    _tell(f"deduction_{answer}", asked, returning, by=by, at=at)
    return asked


def take_under_consent(returning: Return, taken_minor: int, *, at: datetime) -> str:
    """The words to which the buyer agreed, when he agreed to as much as is taken off now; else empty.

    What is taken counts against what he agreed to, whoever noted a consent, so that no consent serves twice. What is
    not taken is let go: the buyer is promised the rest, and a later review asks him anew.
    """
    words = ""
    for agreed in agreed_deductions(returning):
        used = min(taken_minor, agreed.amount_minor - agreed.used_minor)
        agreed.used_minor += used
        agreed.let_go_at = at if agreed.used_minor < agreed.amount_minor else None
        agreed.save(update_fields=["used_minor", "let_go_at"])
        taken_minor, words = taken_minor - used, agreed.words if used else words
    return words if not taken_minor else ""


def taken_off(returning: Return, amounts: Mapping[int, int]) -> int:
    """By how much the goods' amounts are below what was asked, in a second review below what stands, in minor units."""
    first = returning.state == State.SUBMITTED
    usual = {line.pk: line.asked_minor if first else line.amount_minor for line in lines_of(returning)}
    return sum(max(0, minor - amounts.get(pk, minor)) for pk, minor in usual.items())


def _tell(what: str, asked: Deduction, returning: Return, *, by: Actor, at: datetime) -> None:
    # Not under the name of the return's own amount, which this does not change.
    after = {"deducted_minor": asked.amount_minor, "words": asked.words, "answer": asked.answer}
    record(Fact(f"returns.return.{what}", returning.label, by, at, stream=returning.stream, after=after))
