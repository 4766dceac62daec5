"""Reasons: their words, whether they are shown, and their order."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.cases.terms import Kind
from aftercare.catalog.commands import add_reason, classify_reason, delete_reason, edit_reason, order_reasons
from aftercare.catalog.models import Reason
from aftercare.catalog.queries import reasons
from aftercare.org.rights import Right
from aftercare.returns.queries.reasons import reasons_in_use
from aftercare.web.access import needs
from aftercare.web.kit.parts import Tab
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.reasons import ReasonForm, words_of
from aftercare.web.settings.rows import ReasonRow
from aftercare.web.settings.sections import REASONS, section_page
from aftercare.web.words import KIND

KINDS = (Kind.RETURN_REFUND, Kind.REFUND_ONLY, Kind.EXCHANGE, Kind.COMPENSATION)
DIALOG = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.REASONS_MANAGE)
def reason_list(request: DeskRequest) -> HttpResponse:
    """The reasons of one kind of case, in their order."""
    kind = _kind(request.GET.get("kind", KINDS[0]))
    found = list(reasons(kind))
    used = reasons_in_use(reason.pk for reason in found)
    context = {
        "kind": kind,
        "kinds": [Tab(KIND[one], f"?kind={one}", current=one == kind) for one in KINDS],
        "languages": settings.LANGUAGES,
        "rows": [ReasonRow.of(reason, place, found, used) for place, reason in enumerate(found)],
    }
    return section_page(request, REASONS, "settings/reasons.html", context)


@require_http_methods(DIALOG)
@needs(Right.REASONS_MANAGE)
def reason_new(request: DeskRequest, kind: str) -> HttpResponse:
    """Add a reason at the end."""
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            at = timezone.now()
            reason = add_reason(_kind(kind), form.labels(), cause=form.cleaned_data["cause"], by=request.actor, at=at)
            classify_reason(reason, *form.classification(), by=request.actor, at=at)
            say(request, _("“%(reason)s” is added.") % {"reason": reason})
            return go(request, _list(kind))
    context = {"form": form, "kind": KIND[_kind(kind)]}
    return render(request, "settings/reason_form.html", context, status=form_status(form))


@require_http_methods(DIALOG)
@needs(Right.REASONS_MANAGE)
def reason_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a reason's words."""
    reason = get_object_or_404(Reason, pk=pk)
    form = ReasonForm(request.POST or None, initial=words_of(reason))
    seen = Seen(request, lambda: words_of(Reason.objects.get(pk=pk)))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            at, cause = timezone.now(), form.cleaned_data["cause"]
            edit_reason(reason, form.labels(), is_shown=reason.is_shown, cause=cause, by=request.actor, at=at)
            if form.classification() != (reason.fault, reason.remedies):
                classify_reason(reason, *form.classification(), by=request.actor, at=at)
            say(request, _("Saved."))
            return go(request, _list(reason.kind))
    context = {"form": form, "reason": reason, "kind": KIND[_kind(reason.kind)]}
    return render(request, "settings/reason_form.html", context, status=form_status(form))


@require_POST
@needs(Right.REASONS_MANAGE)
def reason_show(request: DeskRequest, pk: int, shown: bool) -> HttpResponse:
    """Show a reason to buyers, or hide it; old cases keep it."""
    reason = get_object_or_404(Reason, pk=pk)
    edit_reason(reason, reason.labels, is_shown=shown, by=request.actor, at=timezone.now())
    back = reverse("settings-reason-hide" if shown else "settings-reason-show", args=[pk])
    told = _("“%(reason)s” is shown to buyers.") if shown else _("“%(reason)s” is hidden; old cases keep it.")
    say(request, told % {"reason": reason}, undo_url=back)
    return go(request, _list(reason.kind))


@require_POST
@needs(Right.REASONS_MANAGE)
def reason_move(request: DeskRequest, pk: int, step: int) -> HttpResponse:
    """Move a reason one place up (-1) or down (1)."""
    reason = get_object_or_404(Reason, pk=pk)
    ids = list(reasons(reason.kind).values_list("pk", flat=True))
    here = ids.index(pk)
    ids.insert(max(0, here + step), ids.pop(here))
    order_reasons(reason.kind, ids, by=request.actor, at=timezone.now())
    return go(request, f"{_list(reason.kind)}#reason-{pk}")


@require_POST
@needs(Right.REASONS_MANAGE)
def reason_order(request: DeskRequest, kind: str) -> HttpResponse:
    """Put the reasons in the order in which they were dragged."""
    ids = [int(one) for one in request.POST.getlist("order") if one.isdecimal() and len(one) <= 18]
    order_reasons(_kind(kind), ids, by=request.actor, at=timezone.now())
    say(request, _("The order is saved."))
    return go(request, _list(kind))


@require_http_methods(DIALOG)
@needs(Right.REASONS_MANAGE)
def reason_delete(request: DeskRequest, pk: int) -> HttpResponse:
    """Delete a reason that no case ever named, after asking."""
    reason = get_object_or_404(Reason, pk=pk)
    if request.method == "POST":
        delete_reason(reason, by=request.actor, at=timezone.now())
        say(request, _("“%(reason)s” is deleted.") % {"reason": reason})
        return go(request, _list(reason.kind))
    return render(request, "settings/reason_delete.html", {"reason": reason, "used": reasons_in_use([pk])})


def _kind(text: str) -> Kind:
    if text not in KINDS:
        raise Http404
    return Kind(text)


def _list(kind: str) -> str:
    return f"{reverse('settings-reasons')}?kind={kind}"
