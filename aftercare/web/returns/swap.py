"""The block of an exchange on the page of a return: what is given for what, the difference, what is owed and sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from aftercare.billing.models import Charge
from aftercare.cases.terms import Kind
from aftercare.org.rights import Right
from aftercare.returns.commands.swapping import price_of
from aftercare.returns.models import Dispatch, ReturnLine
from aftercare.returns.queries.dispatching import dispatch_actions
from aftercare.returns.queries.fetching import fetch_of
from aftercare.web.kit import dates
from aftercare.web.kit.figures import money
from aftercare.web.kit.parts import KV, Text
from aftercare.web.money_words import CHARGE_PURPOSE, CHARGE_STATE
from aftercare.web.returns.file import File
from aftercare.web.tracking import FETCH_STATE
from aftercare.web.words import DISPATCH_STATE, HOLD, Word


@dataclass(frozen=True)
class SwapLine:
    """What is given for one line; `pieces` and `price_minor` are those that stand now."""

    line: ReturnLine
    pieces: int
    price_minor: int


@dataclass(frozen=True)
class ChargeRow:
    """What the buyer was asked to pay."""

    charge: Charge
    purpose: Text
    word: Word


@dataclass(frozen=True)
class Swap:
    """An exchange as its reader sees it; `actions` are the moves of the new goods that are his now."""

    lines: Sequence[SwapLine]
    difference: str
    charges: Sequence[ChargeRow]
    dispatch: Dispatch | None
    word: Word | None
    facts: Sequence[KV]
    actions: Sequence[str]
    may_agree_day: bool


def swap_of(file: File) -> Swap | None:
    """The block; None for what is no exchange."""
    if file.returning.kind != Kind.EXCHANGE:
        return None
    dispatch = file.dispatch
    return Swap(
        lines=[_line(line) for line in file.lines],
        difference=difference_of(file.returning.difference_minor, file.returning.currency),
        charges=[ChargeRow(one, CHARGE_PURPOSE[one.purpose], CHARGE_STATE[one.state]) for one in file.charges],
        dispatch=dispatch,
        word=DISPATCH_STATE[dispatch.state] if dispatch else None,
        facts=_facts(file, dispatch),
        actions=dispatch_actions(file.actor, dispatch) if dispatch else [],
        may_agree_day=file.actor.may(Right.RETURNS_NOTE) and file.returning.is_swap and not _has_left(dispatch),
    )


def difference_of(minor: int, currency: str) -> str:
    """Who pays the difference, in a sentence."""
    if minor > 0:
        return _("The buyer pays %(amount)s on top.") % {"amount": money(minor, currency)}
    if minor < 0:
        return _("The buyer gets %(amount)s back.") % {"amount": money(-minor, currency)}
    return _("No difference.")


def _has_left(dispatch: Dispatch | None) -> bool:
    return dispatch is not None and dispatch.shipped_at is not None


def _line(line: ReturnLine) -> SwapLine:
    pieces = line.quantity if line.accepted is None else line.accepted
    return SwapLine(line, pieces, price_of(line, pieces))


def _fetched_at(case_id: int) -> str:
    """The service point, and how far the goods are."""
    fetch = fetch_of(case_id)
    return f"{fetch.point.name}: {FETCH_STATE[fetch.state].label}" if fetch else ""


def _facts(file: File, dispatch: Dispatch | None) -> list[KV]:
    found = file.returning
    facts = [
        KV(_("In advance"), _("yes, before the old goods are back") if found.is_advance else ""),
        KV(_("Defective when unpacked"), _("yes") if found.is_doa else ""),
        KV(_("Agreed delivery day"), dates.day(found.deliver_on) if found.deliver_on else "", css="num"),
        KV(_("Took"), _took(file)),
    ]
    if dispatch:
        facts += [
            KV(_("Dispatch"), dispatch.number, css="mono"),
            KV(_("Waits for"), HOLD[dispatch.hold]),
            KV(_("Packed by"), dispatch.shipped_by_name),
            KV(_("Left"), dates.dated(dispatch.shipped_at) if dispatch.shipped_at else "", css="num"),
            KV(_("Carrier"), dispatch.carrier),
            KV(_("Tracking"), dispatch.tracking_number, css="mono"),
            KV(_("Fetched at"), _fetched_at(found.case_id)),
            KV(_("Received"), dates.dated(dispatch.confirmed_at) if dispatch.confirmed_at else "", css="num"),
            KV(_("New order"), dispatch.order.number if dispatch.order else "", css="mono"),
        ]
    return [fact for fact in facts if fact.value]


def _took(file: File) -> str:
    """How long it took from the request to the new goods, and from the receipt until they left [RET-09, 27]."""
    dispatch, found = file.dispatch, file.returning
    if dispatch is None or dispatch.shipped_at is None:
        return ""
    told = []
    if found.received_at and dispatch.shipped_at > found.received_at:
        minutes = int((dispatch.shipped_at - found.received_at) / timedelta(minutes=1))
        told.append(_("%(minutes)d min from receipt to dispatch") % {"minutes": minutes})
    if dispatch.confirmed_at:
        days = (dispatch.confirmed_at - found.applied_at) / timedelta(days=1)
        told.append(_("%(days).1f days from request to receipt of the new goods") % {"days": days})
    return ", ".join(told)
