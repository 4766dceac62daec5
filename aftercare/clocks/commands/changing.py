"""Changing a calendar or a policy while clocks run: rehearsed first, then applied to all, to new ones, or on a date."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _
from procrastinate import App
from procrastinate.contrib.django import app as found
from procrastinate.exceptions import AlreadyEnqueued

from aftercare.clocks.commands.bases import check_base, day_of, is_overtaken, new_version, promised
from aftercare.clocks.commands.calendars import draft_version, make_current
from aftercare.clocks.commands.keeping import Steps, append, look_ahead, save_all, settle, steps_of, with_versions
from aftercare.clocks.commands.owing import amount_of, late_minutes, withdraw_owed
from aftercare.clocks.commands.policies import check_reach, check_step_reach
from aftercare.clocks.models import Calendar, CalendarVersion, Change, Clock, Policy, PolicyStep
from aftercare.clocks.queries.changes import open_clocks_touched
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.rules.plain import tape_of, target_plain
from aftercare.clocks.rules.steps import reached_at
from aftercare.clocks.rules.tapes import target_in
from aftercare.clocks.terms import MONEY_ACTS, ClockState, Event, Mark, Target, Unit, WorkCalendar
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError
from aftercare.rows.whole import apart, whole

app: App = found
TASK, QUEUE = "aftercare.jobs.tasks.work_change", "changes"
_BATCH = 2000
_FURTHEST = timedelta(days=3660)
"""A change further ahead is a slip of the keyboard, and would keep others waiting for it."""
COUNTED = ("moved", "earlier", "later", "breach", "saved")


class BadChange(DomainError):
    """A change that cannot be made like this."""

    code = "bad_change"


class NotRehearsed(Conflict):
    """Nobody has seen yet what the change would do, or it has been made already."""

    code = "not_rehearsed"


@whole()
def plan_version(version: CalendarVersion, *, by: Actor, at: datetime) -> Change:
    """Ask what it would do if clocks ran by this version instead of the one that holds now."""
    plan = {"base": Calendar.objects.get(pk=version.calendar_id).current_id}
    change = Change(version=version, plan=plan, state="rehearsing", asked_at=at, asked_by=by.key)
    change.asked_by_name = by.name[:200]
    change.total = open_clocks_touched(change).count()
    change.save()
    queue_change(change.pk)
    return change


@whole()
def plan_hours(calendar: Calendar, body: WorkCalendar, *, by: Actor, at: datetime) -> Change:
    """Ask what it would do if the calendar, as the row carries it, became this one."""
    return plan_version(draft_version(calendar, body, by=by, at=at), by=by, at=at)


@whole()
def plan_target(policy: Policy, target: Target, calendar_id: int | None, *, by: Actor, at: datetime) -> Change:
    """Ask what it would do if the policy promised another time."""
    if (target, calendar_id) == (policy.target, policy.calendar_id):
        raise BadChange(_("Nothing has changed."))
    if Unit.AGREED in (target.unit, policy.target.unit):
        raise BadChange(_("An agreed date is agreed case by case: add another promise instead."), field="unit")
    calendar = Calendar.objects.select_related("current").get(pk=calendar_id) if calendar_id else None
    check_reach(target, calendar, at)
    for step in policy.steps.all():
        check_step_reach(step, target, calendar, at, field="calendar")
    plan = {"target": target_plain(target), "calendar": calendar_id, "base": promised(policy)}
    change = Change(policy=policy, plan=plan, state="rehearsing", asked_at=at, asked_by=by.key)
    change.asked_by_name = by.name[:200]
    change.total = open_clocks_touched(change).count()
    change.save()
    queue_change(change.pk)
    return change


def rehearse(change_id: int, *, at: datetime) -> Change:
    """Work every open clock out both ways; counts are kept as they grow, so that a page can show how far it is."""
    change = Change.objects.get(pk=change_id)
    if change.state != "rehearsing":
        return change
    counted: dict[str, int] = dict.fromkeys(COUNTED, 0)
    cost: dict[str, int] = {}
    change.seen = change.last = 0
    while batch := with_versions(list(_after(change, change.last))):
        for outcome in _outcomes(batch, change, at):
            _count(outcome, counted, cost)
        change.last, change.seen = batch[-1].pk, change.seen + len(batch)
        change.counted = {**counted, "cost": cost}
        change.save(update_fields=["last", "seen", "counted"])
    change.state, change.last, change.counted = "rehearsed", 0, {**counted, "cost": cost}
    change.save(update_fields=["state", "last", "counted"])
    return change


@whole()
def decide(change: Change, scope: str, *, on: date | None = None, by: Actor, at: datetime) -> Change:
    """Make the change for new clocks, for all, or from a date on; the clocks that run are moved by a job."""
    change = Change.objects.select_for_update().get(pk=change.pk)
    if change.state != "rehearsed":
        raise NotRehearsed(_("Wait for the forecast; or the change was decided already."))
    if scope == "date" and (on is None or on <= day_of(change, at)):
        raise BadChange(_("Choose a day that is still to come."), field="on")
    if scope == "date" and on and on - day_of(change, at) > _FURTHEST:
        raise BadChange(_("Choose a day within the next ten years."), field="on")
    check_base(change)
    change.scope, change.on = scope, on if scope == "date" else None
    change.state = {"new": "applied", "all": "applying", "date": "waiting"}[scope]
    change.seen = change.last = 0
    change.done_at = at if scope == "new" else None
    change.save()
    if scope != "date":
        _make_it_hold(change, by=by, at=at)
    if scope == "all":
        queue_change(change.pk)
    return change


def queue_change(change_id: int) -> None:
    """Let a worker rehearse or apply a change; one that is queued already is not queued twice."""
    name = f"change-{change_id}"
    job = app.configure_task(TASK, queue=QUEUE, lock=name, queueing_lock=name)
    try:
        with apart():
            job.defer(change_id=change_id)
    except AlreadyEnqueued:
        return


@whole()
def drop(change: Change) -> Change:
    """Leave everything as it is."""
    change = Change.objects.select_for_update().get(pk=change.pk)
    if change.state not in ("rehearsing", "rehearsed", "waiting"):
        raise NotRehearsed(_("Wait for the forecast; or the change was decided already."))
    change.state = "dropped"
    change.save(update_fields=["state"])
    return change


@whole()
def begin_waiting(change_id: int, *, by: Actor, at: datetime) -> bool:
    """The day has come for a change that was decided for a date; tells whether there is something to apply.

    What it was made from may hold no more: then it is dropped, and the journal says so.
    """
    change = Change.objects.select_for_update().get(pk=change_id)
    if change.state != "waiting" or change.on is None or change.on > day_of(change, at):
        return False
    if is_overtaken(change):
        _drop_overtaken(change, by=by, at=at)
        return False
    change.state = "applying"
    change.total = open_clocks_touched(change).count()
    change.save(update_fields=["state", "total"])
    _make_it_hold(change, by=by, at=at)
    return True


def _drop_overtaken(change: Change, *, by: Actor, at: datetime) -> None:
    change.state, change.plan = "dropped", {**change.plan, "is_overtaken": True}
    change.save(update_fields=["state", "plan"])
    record(Fact("clocks.change.overtaken", f"clocks.change:{change.pk}", by, at, after={"on": change.on}))


def apply(change_id: int, *, followed: Callable[[set[str]], object], at: datetime) -> Change:
    """Move the open clocks, a batch per transaction; `followed` is told whose due times changed, after each.

    Cut off, it goes on after the last whole batch; doing a batch twice changes nothing the second time.
    """
    change = Change.objects.get(pk=change_id)
    while change.state == "applying" and (batch := list(_after(change, change.last).values_list("pk", flat=True))):
        followed(_apply_batch(batch, change, at))
        change.last, change.seen = batch[-1], change.seen + len(batch)
        change.save(update_fields=["last", "seen"])
    if change.state == "applying":
        change.state, change.done_at = "applied", at
        change.save(update_fields=["state", "done_at"])
    return change


@dataclass(frozen=True)
class Outcome:
    """What would become of one clock; `cost` is what is owed more or less, by currency."""

    before: datetime | None
    after: datetime | None
    was_late: bool
    is_late: bool
    cost: dict[str, int]


def _after(change: Change, last: int) -> QuerySet[Clock]:
    return open_clocks_touched(change).filter(pk__gt=last).order_by("pk")[:_BATCH]


def _outcomes(batch: Sequence[Clock], change: Change, at: datetime) -> Iterable[Outcome]:
    steps = steps_of(clock.policy_id for clock in batch)
    money = _money_of(steps)
    new = new_version(change)
    for clock in batch:
        before, was_late, owed = clock.due_at, _is_late(clock, at), _owes(clock, money, at)
        _replan(clock, change, new, at)
        settle(clock, ())
        is_late = _is_late(clock, at)
        now = _owes(clock, money, at)
        cost = {code: now.get(code, 0) - owed.get(code, 0) for code in {*owed, *now}}
        yield Outcome(before, clock.due_at, was_late, is_late, cost)


@whole()
def _apply_batch(ids: Sequence[int], change: Change, at: datetime) -> set[str]:
    rows = Clock.objects.filter(pk__in=ids, stopped_at=None).order_by("pk")
    clocks = with_versions(list(rows.select_for_update(no_key=True)))
    steps, new = steps_of(clock.policy_id for clock in clocks), new_version(change)
    saved: list[int] = []
    for clock in clocks:
        was_late = clock.late_at is not None
        _replan(clock, change, new, at)
        settle(clock, ())
        if was_late and _is_late(clock, at):
            clock.late_at = clock.due_at  # late before and after: nobody needs to hear it again
        elif was_late:
            saved.append(clock.pk)
        _rearm(clock, steps, at)
        look_ahead(clock, steps[clock.policy_id])
    save_all(clocks)
    withdraw_owed(saved, at=at)
    return {clock.stream for clock in clocks}


def _replan(clock: Clock, change: Change, new: CalendarVersion | None, at: datetime) -> None:
    """Put the clock, not saved, under the new calendar or target."""
    clock.late_at = None
    clock.version = new
    if change.policy_id is None:
        return
    target = _target(change)
    if target_in(tape_of(clock.tape), clock.target) != target:
        append(clock, Event(max(at, tape_of(clock.tape)[-1].at), Mark.RETARGET, clock.owner, "policy", target))


def _rearm(clock: Clock, steps: Steps, at: datetime) -> None:
    """Steps that now lie ahead again are to be taken again."""
    if clock.due_at is None:
        return
    hours, due_at = hours_of(clock.version), clock.due_at
    times = {step.id: reached_at(step, due_at, hours) for step in steps[clock.policy_id]}
    ahead = {pk for pk, when in times.items() if when is None or when > at}
    clock.done_steps = [pk for pk in clock.done_steps if pk not in ahead]


def _is_late(clock: Clock, at: datetime) -> bool:
    is_past = clock.state == ClockState.RUNNING and clock.due_at is not None and clock.due_at < at
    return clock.late_at is not None or is_past


def _target(change: Change) -> Target:
    amount, unit, end_of_day = change.plan["target"]
    return Target(amount, Unit(unit), end_of_day)


def _money_of(steps: Steps) -> dict[int, list[PolicyStep]]:
    """The steps that cost something, by policy id."""
    found: dict[int, list[PolicyStep]] = {}
    wanted = PolicyStep.objects.filter(policy__in=steps, act__in=[str(act) for act in MONEY_ACTS])
    for row in wanted.filter(amount_minor__isnull=False):
        found.setdefault(row.policy_id, []).append(row)
    return found


def _owes(clock: Clock, money: dict[int, list[PolicyStep]], at: datetime) -> dict[str, int]:
    owed: dict[str, int] = {}
    if clock.policy_id in money and _is_late(clock, at):
        minutes = late_minutes(clock, until=at)
        for step in (one for one in money[clock.policy_id] if one.since is None or one.since <= clock.started_at):
            owed[step.currency] = owed.get(step.currency, 0) + amount_of(step.amount_minor or 0, step.per, minutes)
    return owed


def _count(outcome: Outcome, counted: dict[str, int], cost: dict[str, int]) -> None:
    counted["moved"] += outcome.before != outcome.after
    if outcome.before and outcome.after:
        counted["earlier"] += outcome.after < outcome.before
        counted["later"] += outcome.after > outcome.before
    counted["breach"] += outcome.is_late and not outcome.was_late
    counted["saved"] += outcome.was_late and not outcome.is_late
    for currency, minor in outcome.cost.items():
        if minor:
            cost[currency] = cost.get(currency, 0) + minor


def _make_it_hold(change: Change, *, by: Actor, at: datetime) -> None:
    """From now on new clocks begin like this."""
    label = f"clocks.change:{change.pk}"
    if change.version:
        make_current(change.version, by=by, at=at)
    else:
        assert change.policy_id is not None
        policy = Policy.objects.select_for_update().get(pk=change.policy_id)
        target = _target(change)
        policy.amount, policy.unit, policy.end_of_day = target.amount, str(target.unit), target.end_of_day
        policy.calendar_id = change.plan["calendar"]
        policy.version += 1
        policy.save()
    after = {"scope": change.scope, "counted": change.counted, **change.plan}
    record(Fact("clocks.change.apply", label, by, at, after=after))
