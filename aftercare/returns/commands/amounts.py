"""What goes back for each line of a return, never above its ceiling, and less than asked for with consent alone."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import DomainError
from aftercare.orders.commands.account import AboveCeiling, lock_lines
from aftercare.returns.commands.promises import check_promise
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import ceilings, lines_of
from aftercare.returns.rules.amounts import needs_consent
from aftercare.rows.commands import change


class ConsentMissing(DomainError):
    """The amount was lowered without the buyer's consent on record."""

    code = "consent_missing"


class UnknownLine(DomainError):
    """An amount for a line that the return does not have."""

    code = "unknown_line"


def set_amounts(returning: Return, told: Mapping[int, int], consent: str) -> int:
    """Write what goes back for each line; lines that are not told give what was asked. Returns the sum."""
    lock_lines([line.order_line_id for line in lines_of(returning)])
    lines = _lines_meant(returning, told)
    check_promise(returning, lines, told)
    most = ceilings(lines)
    for line in lines:
        amount = told.get(line.pk, min(line.asked_minor, most[line.pk]))
        _check_amount(line, amount, most[line.pk], consent, field=f"amount-{line.pk}")
        line.amount_minor = amount
    change(lines, "amount_minor")
    return sum(line.amount_minor for line in lines)


def _lines_meant(returning: Return, told: Mapping[int, int]) -> list[ReturnLine]:
    """The return's lines; refuses amounts for any other, since those would silently count for nothing."""
    lines = lines_of(returning)
    if set(told) - {line.pk for line in lines}:
        raise UnknownLine(_("One of the amounts is for a line that is not part of this return."), field="amounts")
    return lines


def lower_amounts(returning: Return, told: Mapping[int, int], consent: str) -> int:
    """The same in a second review: what stands may only go down."""
    lines = _lines_meant(returning, told)
    for line in lines:
        amount = told.get(line.pk, line.amount_minor)
        _check_amount(line, amount, line.amount_minor, consent, field=f"amount-{line.pk}", asked=line.amount_minor)
        line.amount_minor = amount
    ReturnLine.objects.bulk_update(lines, ["amount_minor"])
    return sum(line.amount_minor for line in lines)


def _check_amount(
    line: ReturnLine, amount: int, most: int, consent: str, *, field: str, asked: int | None = None
) -> None:
    if not 0 <= amount <= most:
        sentence = _("The refund for “%(name)s” must be between 0 and its ceiling.")
        raise AboveCeiling(sentence, field=field, name=line.name)
    check_consent(usual=line.asked_minor if asked is None else asked, amount=amount, consent=consent)


def check_consent(*, usual: int, amount: int, consent: str) -> None:
    """Refuse less than usual without the buyer's word."""
    if needs_consent(asked=usual, approved=amount) and not consent.strip():
        raise ConsentMissing(
            _("The amount is below what the buyer asked for. Agree it with the buyer first and note how."),
            field="consent",
        )
