"""Getting a case more attention: putting it first, or into other hands."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F

from aftercare.cases.models import Case
from aftercare.cases.terms import URGENT
from aftercare.journal.commands.recording import record_all
from aftercare.journal.terms import CASE_STREAM, Fact
from aftercare.kernel.actor import Actor
from aftercare.rows.whole import whole


def lock_without_waiting(streams: Iterable[str]) -> dict[str, int]:
    """Lock the cases of these streams that nobody holds, until the transaction ends; their priorities by stream."""
    ids = [int(stream.removeprefix(CASE_STREAM)) for stream in streams if stream.startswith(CASE_STREAM)]
    rows = Case.objects.filter(pk__in=ids).select_for_update(no_key=True, skip_locked=True)
    return {case.stream: case.priority for case in rows.only("pk", "priority")}


@whole()
def raise_priorities(why: Mapping[int, str], *, by: Actor, at: datetime) -> None:
    """Put cases, by id, before the others, each for a reason; one that is first already stays so."""
    cases = [case for case in _locked(why) if case.priority < URGENT]
    for case in cases:
        case.priority += 1
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(priority=F("priority") + 1)
    record_all(
        Fact(
            "cases.case.raise_priority",
            case.label,
            by,
            at,
            stream=case.stream,
            before={"priority": case.priority - 1},
            after={"priority": case.priority},
            note=why[case.pk],
        )
        for case in cases
    )


@whole()
def hand_over_to(roles: Mapping[int, str], why: Mapping[int, str], *, by: Actor, at: datetime) -> None:
    """Give cases, by id, to another role to see to it, each for a reason; whose move it is does not change."""
    cases = [case for case in _locked(roles) if case.handed_to != roles[case.pk]]
    before = {case.pk: case.handed_to for case in cases}
    for case in cases:
        case.handed_to = roles[case.pk]
    for role in {case.handed_to for case in cases}:
        Case.objects.filter(pk__in=[case.pk for case in cases if case.handed_to == role]).update(handed_to=role)
    record_all(
        Fact(
            "cases.case.hand_to",
            case.label,
            by,
            at,
            stream=case.stream,
            before={"handed_to": before[case.pk]},
            after={"handed_to": case.handed_to},
            note=why[case.pk],
        )
        for case in cases
    )


def _locked(case_ids: Iterable[int]) -> list[Case]:
    rows = Case.objects.filter(pk__in=list(case_ids)).order_by("pk")
    return list(rows.only("pk", "priority", "handed_to").select_for_update(no_key=True))
