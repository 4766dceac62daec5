"""Promised times: the list with what cannot hold, templates, one promise with its steps, and rehearsed changes."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.clocks.commands.changing import decide, drop, plan_target
from aftercare.clocks.commands.policies import add_step, remove_step
from aftercare.clocks.models import Calendar, Change, Policy, PolicyStep
from aftercare.clocks.queries.changes import latest_changes
from aftercare.clocks.queries.hotlines import hotlines
from aftercare.clocks.queries.policies import all_policies, too_short
from aftercare.clocks.queries.running import running_by
from aftercare.clocks.rules.templates import BY_CODE, HOTLINE, TEMPLATES, Template
from aftercare.clocks.terms import TRAITS, Unit
from aftercare.flow.promised_times import add_promised_time, edit_promised_time, take_over_promised_time
from aftercare.org.queries.merchants import addresses_visible_to, merchants_visible_to
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.duty_words import TASK_KIND
from aftercare.web.kit import dates, figures
from aftercare.web.kit.parts import Text
from aftercare.web.kit.toasts import go, say
from aftercare.web.promise_words import (
    ACT,
    METRIC,
    condition_words,
    span_words,
    spent,
    target_plain_words,
    target_words,
)
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.settings.begun import waits, withheld
from aftercare.web.settings.forms.times import CHANNELS, PRIORITIES, DecideForm, PolicyForm, StepForm, policy_answers
from aftercare.web.settings.sections import TIMES, section_page
from aftercare.web.words import KIND, ROLE

DIALOG = ["GET", "HEAD", "POST"]
_WORDS = {"kind": {**KIND, **TASK_KIND}, "channel": CHANNELS, "priority": PRIORITIES}


@dataclass(frozen=True)
class PolicyRow:
    """A promise as the list says it."""

    policy: Policy
    metric: Text
    target: str
    holds_for: str
    steps: int
    short: str = ""
    waits: Text = ""


@require_safe
@needs(Right.CLOCKS_MANAGE)
def time_list(request: DeskRequest) -> HttpResponse:
    """Every promise by name; those that a partner does not carry say so."""
    policies = list(all_policies())
    short = {one.promise: one for one in too_short(policies, since=timezone.now())}
    rows = [_row(policy) for policy in policies]
    rows = [
        replace(row, short=_short(short[row.policy.name].partner, short[row.policy.name].minutes))
        if row.policy.name in short
        else row
        for row in rows
    ]
    context = {"rows": rows, "changes": latest_changes()[:10]}
    return section_page(request, TIMES, "settings/times.html", context)


@require_safe
@needs(Right.CLOCKS_MANAGE)
def time_templates(request: DeskRequest) -> HttpResponse:
    """What the trade's sources promise, to be taken over."""
    taken = set(Policy.objects.exclude(template="").values_list("template", flat=True))
    rows = [
        (one, _(one.name), METRIC[one.metric], target_words(one.target), one.code in taken, withheld(one))
        for one in TEMPLATES
    ]
    return section_page(request, TIMES, "settings/time_templates.html", {"rows": rows}, crumb=_("Templates"))


@require_http_methods(DIALOG)
@needs(Right.CLOCKS_MANAGE)
def time_new(request: DeskRequest) -> HttpResponse:
    """Add a promise, maybe from a template."""
    template = BY_CODE.get(request.GET.get("template", ""))
    if template and withheld(template):
        raise Http404
    form = _form(request, _template_answers(template) if template else {})
    if form.is_valid():
        with refusals_into(form):
            said, now = form.promise(), timezone.now()
            made = (
                take_over_promised_time(template, said, by=request.actor, at=now)
                if template
                else add_promised_time(said, by=request.actor, at=now)
            )
            return go(request, reverse("settings-time", args=[made.pk]))
    context = {"form": form, "title": _("Add a promised time"), "button": _("Add")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_safe
@needs(Right.CLOCKS_MANAGE)
def time_page(request: DeskRequest, pk: int) -> HttpResponse:
    """One promise with its steps."""
    policy = get_object_or_404(all_policies(), pk=pk)
    context = {"row": _row(policy), "policy": policy, "steps": [_step_words(step) for step in policy.steps.all()]}
    return section_page(request, TIMES, "settings/time.html", context, crumb=policy.name)


@require_http_methods(DIALOG)
@needs(Right.CLOCKS_MANAGE)
def time_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a promise; another time or calendar is rehearsed on the clocks that run."""
    policy = get_object_or_404(Policy.objects.select_related("calendar"), pk=pk)
    form = _form(request, policy_answers(policy), running=running_by(policy) if policy.is_active else 0)
    if form.is_valid():
        with refusals_into(form):
            policy.version = form.cleaned_data["seen"] or policy.version
            return _edited(request, policy, form)
    context = {"form": form, "title": _("Change “%(name)s”") % {"name": policy}, "button": _("Save")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_http_methods(DIALOG)
@needs(Right.CLOCKS_MANAGE)
def step_new(request: DeskRequest, pk: int) -> HttpResponse:
    """One more step."""
    policy = get_object_or_404(Policy, pk=pk)
    form = StepForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form, rename={"offset": "minutes", "amount_minor": "amount"}):
            add_step(policy, form.step(), by=request.actor, at=timezone.now())
            return go(request, reverse("settings-time", args=[policy.pk]))
    context = {"form": form, "title": _("Add a step"), "button": _("Add")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_POST
@needs(Right.CLOCKS_MANAGE)
def step_remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Take a step away."""
    step = get_object_or_404(PolicyStep, pk=pk)
    policy_id = step.policy_id
    remove_step(step, by=request.actor, at=timezone.now())
    say(request, _("The step is gone."))
    return go(request, reverse("settings-time", args=[policy_id]))


@require_http_methods(DIALOG)
@needs(Right.CLOCKS_MANAGE)
def change_page(request: DeskRequest, pk: int) -> HttpResponse:
    """What a change would do, and for which clocks it shall hold."""
    change = get_object_or_404(latest_changes(), pk=pk)
    form = DecideForm(request.POST or None, initial={"scope": "all"})
    if form.is_valid():
        with refusals_into(form):
            decide(change, form.cleaned_data["scope"], on=form.day(), by=request.actor, at=timezone.now())
            return go(request, reverse("settings-change", args=[change.pk]))
    counted = dict(change.counted)
    cost = counted.pop("cost", {})
    context = {
        "change": change,
        "form": form,
        "what": change.policy or (change.version and change.version.calendar),
        "target": target_plain_words(change.plan["target"]) if change.plan.get("target") else "",
        "is_busy": change.state in ("rehearsing", "applying"),
        "share": round(100 * change.seen / change.total) if change.total else 100,
        "counted": counted,
        "cost": [figures.money(minor, currency) for currency, minor in cost.items()],
    }
    return section_page(request, TIMES, "settings/change.html", context, crumb=_("Change"))


@require_POST
@needs(Right.CLOCKS_MANAGE)
def change_drop(request: DeskRequest, pk: int) -> HttpResponse:
    """Leave everything as it is."""
    drop(get_object_or_404(Change, pk=pk))
    say(request, _("Nothing was changed."))
    return go(request, reverse("settings-times"))


def _form(request: DeskRequest, initial: dict[str, object], *, running: int = 0) -> PolicyForm:
    return PolicyForm(
        request.POST or None,
        initial=initial,
        calendars=Calendar.objects.order_by("name"),
        merchants=merchants_visible_to(request.actor),
        branches=addresses_visible_to(request.actor).values_list("name", flat=True),
        running=running,
    )


def _template_answers(template: Template) -> dict[str, object]:
    """A template as the form begins with it; what is promised on the hotline runs while somebody answers there."""
    target, unit = template.target, template.target.unit
    line = hotlines().first() if template.code.startswith(HOTLINE) else None
    calendar = line.calendar if line else None
    return {
        "name": _(template.name), "metric": template.metric, "amount": target.amount,
        "unit": Unit.OPEN_MINUTES if calendar else unit, "calendar": calendar, "end_of_day": target.end_of_day,
        "channel": template.channel, "begins_in": template.begins_in, "kind": template.kind,
    }  # fmt: skip


def _edited(request: DeskRequest, policy: Policy, form: PolicyForm) -> HttpResponse:
    promise, ends_clocks = form.promise(policy.template), bool(form.cleaned_data.get("ends_clocks"))
    now = timezone.now()
    calendar_id = promise.calendar.pk if promise.calendar else None
    is_same = (promise.target, calendar_id) == (policy.target, policy.calendar_id)
    kept = promise if is_same else replace(promise, target=policy.target, calendar=policy.calendar)
    edit_promised_time(policy, kept, ends_clocks=ends_clocks, by=request.actor, at=now)
    if is_same:
        say(request, _("Saved."))
        return go(request, reverse("settings-time", args=[policy.pk]))
    change = plan_target(policy, promise.target, calendar_id, by=request.actor, at=now)
    return go(request, reverse("settings-change", args=[change.pk]))


def _row(policy: Policy) -> PolicyRow:
    told = [str(_WORDS.get(trait, {}).get(getattr(policy, trait), getattr(policy, trait))) for trait in TRAITS]
    if policy.merchant:
        told.append(policy.merchant.name)
    holds_for = figures.listed(word for word in told if word) or _("everything")
    target = target_words(policy.target)
    return PolicyRow(
        policy, METRIC[policy.metric], target, holds_for, len(policy.steps.all()), waits=waits(policy.metric)
    )


def _step_words(step: PolicyStep) -> tuple[PolicyStep, str, str]:
    """The step, when it comes, and what it does."""
    if step.offset == 0:
        when = _("When it is due")
    else:
        told = {"time": span_words(abs(step.offset))}
        when = _("%(time)s before") % told if step.offset < 0 else _("%(time)s after") % told
    what = [str(ACT[step.act])]
    if step.audience:
        what.append(str(ROLE.get(step.audience, step.audience)))
    if step.amount_minor is not None:
        what.append(figures.money(step.amount_minor, step.currency))
    if condition := condition_words(step.condition):
        what.append(condition)
    if step.since:
        what.append(_("for what begins from %(time)s on") % {"time": dates.dated(step.since)})
    return step, when, figures.listed(what)


def _short(partner: str, minutes: int) -> str:
    return _("“%(partner)s” may take %(time)s longer.") % {"partner": partner, "time": spent(minutes)}
