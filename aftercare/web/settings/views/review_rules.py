"""What makes a merchant's requests before shipping wait for a person: listed, rehearsed, then saved."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.org.models import Merchant
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.returns.commands.policies import set_rules
from aftercare.returns.commands.review_rules import (
    add_review_rule,
    change_review_rule,
    check_doubt,
    remove_review_rule,
)
from aftercare.returns.models import ReturnPolicy, ReviewRule
from aftercare.returns.queries.detail import doubt_of, doubts_of, policy_of
from aftercare.returns.queries.review_rules import ReviewRehearsal, rehearse_review, review_rules_visible_to
from aftercare.returns.rules.auto_review import Doubt
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.review_rules import FORMS, DoubtForm, ReviewSwitches, answers_of
from aftercare.web.settings.review_words import ABOUT, rule_rows, shown_review
from aftercare.web.settings.sections import MERCHANTS, section_page

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@needs(Right.MERCHANTS_MANAGE)
def review_rules(request: DeskRequest, pk: int) -> HttpResponse:
    """The rules in sentences, and the two switches above them."""
    merchant, policy = get_object_or_404(merchants_visible_to(request.actor), pk=pk), policy_of(pk)
    begin, seen = _switches(policy), Seen(request, lambda: _switches(policy_of(pk)))
    form, found = ReviewSwitches(request.POST if request.method == "POST" else None, initial=begin), None
    if form.is_valid():
        with refusals_into(form):
            if request.POST.get("step") == "rehearse":
                doubts = doubts_of(pk)
                found = _rehearse(pk, doubts, is_on=form.cleaned_data["approves_refund_only"])
            else:
                with seen.unchanged():
                    set_rules(merchant, form.cleaned_data, by=request.actor, at=timezone.now())
                return _saved(request, pk)
    rules = rule_rows(review_rules_visible_to(request.actor).filter(merchant=pk))
    context = {"rules": rules, "kinds": [(kind, ABOUT[kind]) for kind in FORMS], "policy": policy}
    title = _("Automatic review of “%(name)s”") % {"name": merchant}
    return _page(request, "settings/review_rules.html", merchant, form, found, {**context, "title": title})


@require_http_methods(METHODS)
@needs(Right.MERCHANTS_MANAGE)
def rule_new(request: DeskRequest, pk: int, condition: str) -> HttpResponse:
    """A new rule of a kind."""
    merchant = get_object_or_404(merchants_visible_to(request.actor), pk=pk)
    form, found = _form(request, condition), None
    if form.is_valid():
        with refusals_into(form):
            check_doubt(form.doubt())
            if request.POST.get("step") == "rehearse":
                found = _rehearse(pk, [*doubts_of(pk), form.doubt()])
            else:
                add_review_rule(merchant, form.doubt(), by=request.actor, at=timezone.now())
                return _saved(request, pk)
    context = {"title": _("New rule: %(about)s") % {"about": ABOUT[condition]}}
    return _page(request, "settings/review_rule.html", merchant, form, found, context)


@require_http_methods(METHODS)
@needs(Right.MERCHANTS_MANAGE)
def rule_change(request: DeskRequest, pk: int) -> HttpResponse:
    """Another number, mark or reason."""
    rule = _rule(request, pk)
    form, found = _form(request, rule.condition, initial=answers_of(rule)), None
    seen = Seen(request, lambda: answers_of(_rule(request, pk)))
    if form.is_valid():
        with refusals_into(form):
            check_doubt(form.doubt())
            if request.POST.get("step") == "rehearse":
                found = _rehearse(rule.merchant_id, [*_without(request, rule), form.doubt()])
            else:
                with seen.unchanged():
                    change_review_rule(rule, form.doubt(), by=request.actor, at=timezone.now())
                return _saved(request, rule.merchant_id)
    context = {"title": _("Change the rule: %(about)s") % {"about": ABOUT[rule.condition]}}
    return _page(request, "settings/review_rule.html", rule.merchant, form, found, context)


@require_http_methods(METHODS)
@needs(Right.MERCHANTS_MANAGE)
def rule_remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Delete a rule, after a look at what waited because of it."""
    rule = _rule(request, pk)
    if request.method == "POST":
        remove_review_rule(rule, by=request.actor, at=timezone.now())
        return _saved(request, rule.merchant_id)
    told = shown_review(_rehearse(rule.merchant_id, _without(request, rule)))
    (row,) = rule_rows([rule])
    context = {"title": _("Delete this rule?"), "text": f"{row.sentence} {told.sentence} {told.looked}"}
    return render(request, "settings/sure.html", {**context, "button": _("Delete"), "danger": True})


def _switches(policy: ReturnPolicy) -> dict[str, object]:
    return {name: getattr(policy, name) for name in ReviewSwitches.base_fields}


def _rehearse(pk: int, doubts: Sequence[Doubt], *, is_on: bool | None = None) -> ReviewRehearsal:
    """Under the rules as they are, and with these; the switch stays as it is when none is told."""
    was = policy_of(pk).approves_refund_only
    now = was if is_on is None else is_on
    return rehearse_review(pk, (was, doubts_of(pk)), (now, doubts), at=timezone.now())


def _without(request: DeskRequest, rule: ReviewRule) -> list[Doubt]:
    rules = review_rules_visible_to(request.actor).filter(merchant=rule.merchant_id)
    return [doubt_of(one) for one in rules.exclude(pk=rule.pk)]


def _rule(request: DeskRequest, pk: int) -> ReviewRule:
    return get_object_or_404(review_rules_visible_to(request.actor).select_related("merchant"), pk=pk)


def _form(request: DeskRequest, condition: str, **more: Any) -> DoubtForm:
    if condition not in FORMS:
        raise Http404
    return FORMS[condition](request.POST if request.method == "POST" else None, **more)


def _saved(request: DeskRequest, pk: int) -> HttpResponse:
    say(request, _("Saved. It counts for requests from now on."))
    return go(request, reverse("settings-review", args=[pk]))


def _page(
    request: DeskRequest, template: str, merchant: Merchant, form: Any, found: ReviewRehearsal | None, context: Any
) -> HttpResponse:
    context = {**context, "merchant": merchant, "form": form, "rehearsal": shown_review(found) if found else None}
    answer = section_page(request, MERCHANTS, template, context, crumb=context["title"])
    answer.status_code = form_status(form)
    return answer
