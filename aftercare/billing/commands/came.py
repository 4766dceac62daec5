"""Goods for which a buyer was paid ahead, and which come after all: what he owes for them falls."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from aftercare.billing.lifecycle import OVERPAID
from aftercare.billing.models import CameAfterAll, Overpaid, OverpaidPart
from aftercare.billing.terms import Debtor, OverpaidState
from aftercare.kernel.actor import Actor
from aftercare.moves.commands import move
from aftercare.rows.asking import Prepared
from aftercare.rows.whole import whole

_OWED = (OverpaidState.OPEN, OverpaidState.WRITE_OFF_ASKED)
_NO_PROPOSAL: Mapping[str, Any] = {"write_off_reason": "", "write_off_asked_by": "", "write_off_asked_by_name": ""}
_NOT_SETTLED: Mapping[str, Any] = {"settled_at": None, "settled_by": "", "settled_by_name": ""}


@dataclass(frozen=True)
class Coming:
    """Pieces of a part that came, and what they take off, in minor units."""

    part: OverpaidPart
    pieces: int
    amount_minor: int


def owed_on(order_line_ids: list[int]) -> list[OverpaidPart]:
    """What buyers owe on these order lines, oldest debt first; the debts are locked until the transaction ends."""
    ids = _DEBTS(order_line_ids) if order_line_ids else []
    if not ids:
        return []
    parts = OverpaidPart.objects.filter(overpaid__in=ids, grant__line__in=order_line_ids)
    return list(
        parts.select_related("overpaid__refund", "grant__line").prefetch_related("came").order_by("overpaid", "pk")
    )


def _debts(lines: list[int]) -> QuerySet[Overpaid]:
    found = Overpaid.objects.filter(parts__grant__line__in=lines, debtor=str(Debtor.BUYER), state__in=_OWED)
    return Overpaid.objects.select_for_update(no_key=True).filter(pk__in=found.values("pk")).order_by("pk")


_DEBTS = Prepared[Overpaid](_debts)


@whole()
def take_off(comings: list[Coming], case_id: int, *, by: Actor, at: datetime) -> None:
    """What this case brought takes its worth off what is owed, once for each part."""
    for one in comings:
        one.part.came_minor += one.amount_minor
        one.part.save(update_fields=["came_minor"])
        CameAfterAll.objects.create(
            part=one.part, case_id=case_id, pieces=one.pieces, amount_minor=one.amount_minor, came_at=at
        )
        _come(one.part.overpaid_id, one.amount_minor, by=by, at=at)


@whole()
def owe_again(case_id: int, *, by: Actor, at: datetime) -> None:
    """The goods of this case go to the buyer again: what they took off is owed as before. What was let go stays so."""
    brought = CameAfterAll.objects.filter(case=case_id)
    of = Overpaid.objects.filter(pk__in=brought.values("part__overpaid"))
    debts = {owed.pk: owed for owed in of.select_for_update(no_key=True).order_by("pk")}
    rows = brought.exclude(part__overpaid__state=OverpaidState.WRITTEN_OFF).order_by("part__overpaid", "part")
    for one in rows:
        part = OverpaidPart.objects.get(pk=one.part_id)
        part.came_minor -= one.amount_minor
        part.save(update_fields=["came_minor"])
        one.delete()
        owed = debts[part.overpaid_id]
        came = owed.came_minor - one.amount_minor
        debts[owed.pk] = move(owed, "reopen", OVERPAID, by=by, at=at, came_minor=came, **_NO_PROPOSAL, **_NOT_SETTLED)


def _come(overpaid_id: int, minor: int, *, by: Actor, at: datetime) -> None:
    owed = Overpaid.objects.select_for_update(no_key=True).get(pk=overpaid_id)
    came, is_whole = owed.came_minor + minor, minor == owed.left_minor
    ends: dict[str, Any] = {"settled_at": at, "settled_by": by.key, "settled_by_name": by.name} if is_whole else {}
    changes = {"came_minor": came, **_NO_PROPOSAL, **ends}
    move(owed, "come" if is_whole else "come_in_part", OVERPAID, by=by, at=at, **changes)
