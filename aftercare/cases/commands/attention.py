"""Getting a case more attention: putting it first, or into other hands."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from aftercare.cases.models import Case
from aftercare.cases.terms import URGENT
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import CASE_STREAM, Fact
from aftercare.kernel.actor import Actor


def lock_without_waiting(streams: Iterable[str]) -> set[str]:
    """Lock the cases of these streams that nobody holds, until the transaction ends; which streams they are."""
    ids = [int(stream.removeprefix(CASE_STREAM)) for stream in streams if stream.startswith(CASE_STREAM)]
    rows = Case.objects.filter(pk__in=ids).select_for_update(no_key=True, skip_locked=True)
    return {case.stream for case in rows.only("pk")}


@transaction.atomic
def raise_priority(case_id: int, *, by: Actor, at: datetime) -> Case:
    """Put a case before the others; one that is first already stays so."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if case.priority < URGENT:
        before, case.priority = case.priority, case.priority + 1
        case.save(update_fields=["priority"])
        was, now = {"priority": before}, {"priority": case.priority}
        record(Fact("cases.case.raise_priority", case.label, by, at, stream=case.stream, before=was, after=now))
    return case


@transaction.atomic
def hand_to(case_id: int, role: str, *, by: Actor, at: datetime) -> Case:
    """Give a case to another role to see to it; whose move it is does not change."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if case.handed_to != role:
        before, case.handed_to = case.handed_to, role
        case.save(update_fields=["handed_to"])
        was, now = {"handed_to": before}, {"handed_to": role}
        record(Fact("cases.case.hand_to", case.label, by, at, stream=case.stream, before=was, after=now))
    return case
