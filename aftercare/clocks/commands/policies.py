"""Policies: what is promised, to whom, in which time, and what happens before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_noop as _

from aftercare.clocks.commands.calendars import Overtaken
from aftercare.clocks.commands.keeping import step_of
from aftercare.clocks.models import Calendar, Clock, Policy, PolicyStep
from aftercare.clocks.queries.hours import hours_of
from aftercare.clocks.queries.running import OPEN, running_by
from aftercare.clocks.rules.steps import can_be_reached
from aftercare.clocks.rules.targets import can_be_due
from aftercare.clocks.rules.templates import Template
from aftercare.clocks.terms import (
    ALWAYS,
    FIXED,
    MONEY_ACTS,
    NEEDS_CALENDAR,
    TRAITS,
    UNTOLD,
    Act,
    Condition,
    Metric,
    Per,
    PromisedTo,
    Reopening,
    Target,
    Unit,
)
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.kernel.money import is_currency
from aftercare.rows.whole import apart, whole

LONGEST = {
    Unit.MINUTES: 366 * 1440,
    Unit.OPEN_MINUTES: 366 * 1440,
    Unit.WORKING_DAYS: 1000,
    Unit.CALENDAR_DAYS: 3660,
    Unit.MONTHS: 120,
    **dict.fromkeys(FIXED, 0),
}
"""The longest promise in each unit; more is a slip of the keyboard. What is fixed has no length."""


class BadPolicy(DomainError):
    """A promise that cannot be kept by a clock."""

    code = "bad_policy"


@dataclass(frozen=True)
class Promise:
    """A policy's answers. `match` asks of kind, channel, tier and the like; what is not named is not asked."""

    name: str
    metric: Metric
    target: Target
    calendar: Calendar | None = None
    merchant_id: int | None = None
    match: Mapping[str, str] = field(default_factory=dict)
    promised_to: PromisedTo = PromisedTo.CUSTOMER
    partner: str = ""
    transit_minutes: int = 0
    begins_in: str = ""
    reopening: Reopening = Reopening.RESUME
    template: str = ""
    is_active: bool = True


@dataclass(frozen=True)
class NewStep:
    """Something to do `offset` minutes after the due time, before it when negative."""

    offset: int
    act: Act
    audience: str = ""
    unit: Unit = Unit.OPEN_MINUTES
    amount_minor: int | None = None
    currency: str = ""
    per: Per = Per.ONCE
    in_closed_hours: bool = False
    when: Condition = ALWAYS


@whole()
def add_policy(promise: Promise, steps: Sequence[NewStep] = (), *, by: Actor, at: datetime) -> Policy:
    """A new promise; it holds for what begins from now on."""
    _check(promise, at)
    policy = Policy(**_fields(promise))
    _save(policy)
    _write_steps(policy, steps, at)
    after = {"name": policy.name, "metric": policy.metric, **_target(promise.target)}
    record(Fact("clocks.policy.add", f"clocks.policy:{policy.pk}", by, at, after=after))
    return policy


def take_over(template: Template, promise: Promise, *, by: Actor, at: datetime) -> Policy:
    """A new promise from a template, with the steps that it takes at its due time."""
    steps = [NewStep(0, act, unit=Unit.MINUTES, in_closed_hours=promise.calendar is None) for act in template.acts]
    return add_policy(replace(promise, template=template.code), steps, by=by, at=at)


@whole()
def edit_policy(policy: Policy, promise: Promise, *, ends_clocks: bool = False, by: Actor, at: datetime) -> Policy:
    """Change what a policy says; clocks that run keep the time that was promised when they began.

    Refused when the policy is no longer of the version that the row carries: the answers would undo somebody's; and
    when it is switched off while clocks run by it, unless `ends_clocks` says that the next sweep shall end these.
    """
    seen, policy = policy.version, Policy.objects.select_for_update().get(pk=policy.pk)
    if policy.version != seen:
        raise Overtaken(_("Somebody changed this meanwhile. Look at it again, then make your change."))
    _check(promise, at)
    running = running_by(policy) if policy.is_active and not promise.is_active else 0
    if running and not ends_clocks:
        sentence = _("Open clocks of this promise: %(count)d. Say that they end unjudged, or leave it switched on.")
        raise BadPolicy(sentence, field="ends_clocks", count=running)
    before = {"name": policy.name, "is_active": policy.is_active, **_target(policy.target)}
    for name, value in _fields(promise).items():
        setattr(policy, name, value)
    policy.version += 1
    _save(policy)
    after = {"name": policy.name, "is_active": policy.is_active, **_target(promise.target)}
    after |= {"ended": running} if running else {}
    record(Fact("clocks.policy.edit", f"clocks.policy:{policy.pk}", by, at, before=before, after=after))
    return policy


@whole()
def add_step(policy: Policy, step: NewStep, *, by: Actor, at: datetime) -> PolicyStep:
    """One more thing to do before or after the due time, on the clocks that run, too.

    What costs money holds for clocks that begin from now on: nobody owes for what was promised without it.
    """
    _check_step(policy, step)
    made = PolicyStep(policy=policy, since=at if step.act in MONEY_ACTS else None, **_step(step))
    check_step_reach(made, policy.target, policy.calendar, at)
    made.save()
    if made.since is None:
        _wake(policy, at=at)
    after = {"act": made.act, "offset": made.offset, "audience": made.audience, **_asked(step.when)}
    record(Fact("clocks.policy.add_step", f"clocks.policy:{policy.pk}", by, at, after=after))
    return made


def _wake(policy: Policy, *, at: datetime) -> None:
    """Let the next sweep look at each running clock once: it finds the new step, and works out when to look again."""
    running = Clock.objects.filter(OPEN, policy=policy, due_at__isnull=False).exclude(next_due_at__lte=at)
    ids = list(running.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    Clock.objects.filter(pk__in=ids).update(next_due_at=at)


@whole()
def remove_step(step: PolicyStep, *, by: Actor, at: datetime) -> None:
    """Take a step away; what it did stays done, and what is owed by it goes on to the end of its clock."""
    before = {"act": step.act, "offset": step.offset, "audience": step.audience}
    label = f"clocks.policy:{step.policy_id}"
    step.delete()
    record(Fact("clocks.policy.remove_step", label, by, at, before=before))


def _fields(promise: Promise) -> dict[str, object]:
    return {
        "name": promise.name.strip(),
        "metric": str(promise.metric),
        "amount": promise.target.amount,
        "unit": str(promise.target.unit),
        "end_of_day": promise.target.end_of_day,
        "calendar": promise.calendar,
        "merchant_id": promise.merchant_id,
        "promised_to": str(promise.promised_to),
        "partner": promise.partner.strip(),
        "transit_minutes": promise.transit_minutes,
        "begins_in": promise.begins_in,
        "reopening": str(promise.reopening),
        "template": promise.template,
        "is_active": promise.is_active,
        **{trait: promise.match.get(trait, "") for trait in TRAITS},
    }


def _save(policy: Policy) -> None:
    try:
        with apart():
            policy.save()
    except IntegrityError:
        raise BadPolicy(_("There is a policy of this name already."), field="name") from None


def _check(promise: Promise, at: datetime) -> None:
    target = promise.target
    if not promise.name.strip():
        raise BadPolicy(_("Give it a name."), field="name")
    is_nothing = target.amount == 0 and not target.end_of_day and target.unit not in FIXED
    if target.unit in FIXED and target.amount:
        raise BadPolicy(_("This ends by itself: leave the number at 0."), field="amount")
    if target.amount > LONGEST[target.unit] or is_nothing:
        raise BadPolicy(_("Promise more than nothing, and no more than ten years."), field="amount")
    if (
        target.unit in NEEDS_CALENDAR
        and promise.is_active
        and (promise.calendar is None or not promise.calendar.current)
    ):
        raise BadPolicy(_("Open hours, working days and shifts need a calendar."), field="calendar")
    check_reach(target, promise.calendar, at)
    if promise.is_active and (unknown := next((one for one in UNTOLD if promise.match.get(one)), None)):
        raise BadPolicy(_("No case or task tells this yet: leave it empty."), field=unknown)
    if promise.promised_to == PromisedTo.PARTNER and not promise.partner.strip():
        raise BadPolicy(_("Name the partner who promises this."), field="partner")


def check_reach(target: Target, calendar: Calendar | None, at: datetime) -> None:
    """Refuse a promise that would never be due by its calendar."""
    if target.unit != Unit.AGREED and not can_be_due(target, hours_of(calendar.current if calendar else None), at):
        raise BadPolicy(_("The calendar has no open hours for this."), field="calendar")


def check_step_reach(
    step: PolicyStep, target: Target, calendar: Calendar | None, at: datetime, *, field: str = "offset"
) -> None:
    """Refuse a step that would never come by its calendar."""
    if not can_be_reached(step_of(step), target, hours_of(calendar.current if calendar else None), at):
        raise BadPolicy(_("The calendar has too few open hours for a step: it would never come."), field=field)


def _check_step(policy: Policy, step: NewStep) -> None:
    if step.act == Act.HAND_OVER and policy.unit == Unit.SHIFT_END and step.offset < 1:
        raise BadPolicy(_("What is to be settled in the shift is not handed on in it."), field="act")
    if step.act in MONEY_ACTS and step.offset < 0:
        raise BadPolicy(_("Nothing is owed before a promise is broken."), field="offset")
    if step.act == Act.HAND_OVER and not step.audience:
        raise BadPolicy(_("Say who takes over."), field="audience")
    if step.amount_minor is not None and (step.amount_minor <= 0 or not step.currency):
        raise BadPolicy(_("An amount is more than nothing and has a currency."), field="amount_minor")
    if step.amount_minor is not None and not is_currency(step.currency):
        raise BadPolicy(_("“%(code)s” is no currency; write it like EUR."), field="currency", code=step.currency)


def _write_steps(policy: Policy, steps: Sequence[NewStep], at: datetime) -> None:
    for step in steps:
        _check_step(policy, step)
    rows = [PolicyStep(policy=policy, **_step(step)) for step in steps]
    for row in rows:
        check_step_reach(row, policy.target, policy.calendar, at)
    PolicyStep.objects.bulk_create(rows)


def _step(step: NewStep) -> dict[str, object]:
    return {
        "offset": step.offset,
        "unit": str(step.unit),
        "act": str(step.act),
        "audience": step.audience,
        "amount_minor": step.amount_minor,
        "currency": step.currency,
        "per": str(step.per),
        "in_closed_hours": step.in_closed_hours,
        **_asked(step.when),
    }


def _asked(when: Condition) -> dict[str, object]:
    return {
        "only_ours": when.only_ours,
        "owners": [str(owner) for owner in when.owners],
        "states": [str(state) for state in when.states],
        "channels": [str(channel) for channel in when.channels],
        "from_priority": when.from_priority,
    }


def _target(target: Target) -> dict[str, object]:
    return {"amount": target.amount, "unit": str(target.unit), "end_of_day": target.end_of_day}
