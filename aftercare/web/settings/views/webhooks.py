"""Webhooks: which systems are told what, what they took, and telling them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.notifications.commands.endpoints import (
    add_endpoint,
    edit_endpoint,
    remove_endpoint,
    replay,
    replay_failed,
    try_out,
    turn_secret,
)
from aftercare.notifications.lifecycle import DELIVERY
from aftercare.notifications.models import Delivery, Endpoint
from aftercare.notifications.queries.outside import attempts_of, deliveries_visible_to, endpoints_visible_to
from aftercare.notifications.queries.setting import nothing_leaves
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Tab, Text, Tone
from aftercare.web.kit.toasts import go, say
from aftercare.web.message_words import DELIVERY_STATE
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.webhooks import EndpointForm, endpoint_answers
from aftercare.web.settings.sections import WEBHOOKS, section_page
from aftercare.web.words import Word

DIALOG = ["GET", "HEAD", "POST"]
BY_NAME = Key("name", newest_first=False, of="text")
NEWEST = Key("made_at")
REPLAYED_BACK_TO = timedelta(days=30)


@dataclass(frozen=True)
class EndpointRow:
    """One endpoint and how it does."""

    endpoint: Endpoint
    word: Word

    @property
    def events(self) -> Text:
        """What it hears."""
        return ", ".join(self.endpoint.events) or _("all events")


@dataclass(frozen=True)
class DeliveryRow:
    """One event that it was told."""

    delivery: Delivery
    word: Word
    may_replay: bool


@require_safe
@needs(Right.WEBHOOKS_MANAGE)
def endpoint_list(request: DeskRequest) -> HttpResponse:
    """All endpoints by name."""
    page = page_of(request, endpoints_visible_to(request.actor), BY_NAME)
    context = {"rows": [_row(each) for each in page.rows], "pager": page.pager(), "nothing_leaves": nothing_leaves()}
    return section_page(request, WEBHOOKS, "settings/webhooks.html", context)


@require_http_methods(DIALOG)
@needs(Right.WEBHOOKS_MANAGE)
def endpoint_new(request: DeskRequest) -> HttpResponse:
    """Add one; its secret is shown once."""
    merchants = merchants_visible_to(request.actor)
    around: dict[str, Any] = {"merchants": merchants, "is_new": True, "all_allowed": request.actor.merchants is None}
    form = EndpointForm(request.POST or None, **around)
    if form.is_valid():
        with refusals_into(form):
            merchant = merchants.filter(pk=form.cleaned_data["merchant"] or 0).first()
            made, secret = add_endpoint(form.choice(), merchant=merchant, by=request.actor, at=timezone.now())
            return _secret_page(request, made, secret)
    context = {"form": form, "title": _("Add a webhook"), "button": _("Add")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_safe
@needs(Right.WEBHOOKS_MANAGE)
def endpoint(request: DeskRequest, pk: int) -> HttpResponse:
    """One endpoint: how it is set up, what it was told, newest first."""
    found = get_object_or_404(endpoints_visible_to(request.actor), pk=pk)
    state = request.GET.get("state", "")
    rows = deliveries_visible_to(request.actor).filter(endpoint=found)
    page = page_of(request, rows.filter(state=state) if state in DELIVERY_STATE else rows, NEWEST)
    context = {
        "row": _row(found),
        "endpoint": found,
        "rows": [_told(each) for each in page.rows],
        "pager": page.pager(),
        "tabs": _tabs(state),
        "nothing_leaves": nothing_leaves(),
    }
    return section_page(request, WEBHOOKS, "settings/webhook.html", context, crumb=found.name)


@require_http_methods(DIALOG)
@needs(Right.WEBHOOKS_MANAGE)
def endpoint_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change it, switch it off or on again."""
    found = get_object_or_404(endpoints_visible_to(request.actor), pk=pk)
    around: dict[str, Any] = {"merchants": [], "is_new": False, "all_allowed": False}
    form = EndpointForm(request.POST or None, initial=endpoint_answers(found), **around)
    seen = Seen(request, lambda: endpoint_answers(Endpoint.objects.get(pk=pk)))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            made, secret = edit_endpoint(found, form.choice(), by=request.actor, at=timezone.now())
            if secret:
                return _secret_page(request, made, secret)
            say(request, _("Saved."))
            return go(request, reverse("settings-webhook", args=[pk]))
    context = {"form": form, "title": found.name, "button": _("Save")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_http_methods(DIALOG)
@needs(Right.WEBHOOKS_MANAGE)
def endpoint_secret(request: DeskRequest, pk: int) -> HttpResponse:
    """A new secret; the old one signs beside it for a day."""
    found = get_object_or_404(endpoints_visible_to(request.actor), pk=pk)
    if request.method == "POST":
        return _secret_page(request, found, turn_secret(found, by=request.actor, at=timezone.now()))
    context = {
        "title": _("A new secret for “%(name)s”?") % {"name": found.name},
        "text": _("For a day every event is signed with both, so that the other side can change over."),
        "button": _("Make a new secret"),
    }
    return render(request, "settings/sure.html", context)


@require_http_methods(DIALOG)
@needs(Right.WEBHOOKS_MANAGE)
def endpoint_remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Remove it with everything that it was told."""
    found = get_object_or_404(endpoints_visible_to(request.actor), pk=pk)
    if request.method == "POST":
        remove_endpoint(found, by=request.actor, at=timezone.now())
        say(request, _("Removed."))
        return go(request, reverse("settings-webhooks"))
    context = {
        "title": _("Remove “%(name)s”?") % {"name": found.name},
        "text": _("It is told nothing any more, and the record of what it was told is deleted."),
        "button": _("Remove"),
        "danger": True,
    }
    return render(request, "settings/sure.html", context)


@require_POST
@needs(Right.WEBHOOKS_MANAGE)
def endpoint_replay(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything that did not arrive is told again."""
    found = get_object_or_404(endpoints_visible_to(request.actor), pk=pk)
    at = timezone.now()
    count = replay_failed(found, since=at - REPLAYED_BACK_TO, by=request.actor, at=at)
    told = ngettext("%(count)d event is told again.", "%(count)d events are told again.", count)
    say(request, told % {"count": count})
    return go(request, reverse("settings-webhook", args=[pk]))


@require_POST
@needs(Right.WEBHOOKS_MANAGE)
def endpoint_try(request: DeskRequest, pk: int) -> HttpResponse:
    """Send an event that only tries the way."""
    found = get_object_or_404(endpoints_visible_to(request.actor), pk=pk)
    try_out(found, by=request.actor, at=timezone.now())
    say(request, _("An event goes out within a minute; what comes back stands in the list."))
    return go(request, reverse("settings-webhook", args=[pk]))


@require_safe
@needs(Right.WEBHOOKS_MANAGE)
def delivery(request: DeskRequest, pk: int) -> HttpResponse:
    """One event: what was sent, every try."""
    found = get_object_or_404(deliveries_visible_to(request.actor), pk=pk)
    context = {"row": _told(found), "delivery": found, "attempts": attempts_of(found)}
    return section_page(request, WEBHOOKS, "settings/delivery.html", context, crumb=found.event)


@require_POST
@needs(Right.WEBHOOKS_MANAGE)
def delivery_replay(request: DeskRequest, pk: int) -> HttpResponse:
    """Tell it again."""
    found = get_object_or_404(deliveries_visible_to(request.actor), pk=pk)
    replay(found, by=request.actor, at=timezone.now())
    say(request, _("It is told again within a minute."))
    return go(request, reverse("settings-delivery", args=[pk]))


def _secret_page(request: DeskRequest, made: Endpoint, secret: str) -> HttpResponse:
    context = {"endpoint": made, "secret": secret, "back": reverse("settings-webhook", args=[made.pk])}
    answer = section_page(request, WEBHOOKS, "settings/webhook_secret.html", context, crumb=made.name)
    answer["Cache-Control"] = "no-store"
    return answer


def _row(found: Endpoint) -> EndpointRow:
    if not found.is_enabled:
        return EndpointRow(found, Word(_("Off"), Tone.RED if found.off_because else Tone.GREY))
    if found.rests_until and found.rests_until > timezone.now():
        return EndpointRow(found, Word(_("Rests"), Tone.AMBER))
    return EndpointRow(found, Word(_("Fails"), Tone.AMBER) if found.misses else Word(_("On"), Tone.GREEN))


def _told(found: Delivery) -> DeliveryRow:
    return DeliveryRow(found, DELIVERY_STATE[found.state], "replay" in DELIVERY.actions(found.state))


def _tabs(state: str) -> Sequence[Tab]:
    first = Tab(_("All"), "?", current=state not in DELIVERY_STATE)
    return [first, *(Tab(word.label, f"?state={key}", current=key == state) for key, word in DELIVERY_STATE.items())]
