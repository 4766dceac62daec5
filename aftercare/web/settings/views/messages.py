"""Who is told what, by which way: the matrix, the ways out, the rules, and addresses that are left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.notifications.commands.reaching import allow_again, exclude
from aftercare.notifications.commands.setting import set_choices, set_outlet, set_policy
from aftercare.notifications.models import Block, Outlet
from aftercare.notifications.queries.messages import blocks
from aftercare.notifications.queries.setting import INBOX, Matrix, matrix, nothing_leaves, outlet, policy
from aftercare.notifications.rules.events import BY_CODE, EVENTS, channels_of, roles_of
from aftercare.notifications.terms import ChannelKind, Event
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.figures import listed
from aftercare.web.kit.parts import Text
from aftercare.web.kit.toasts import go, say
from aftercare.web.message_faults import faults_shown_to
from aftercare.web.message_words import CHANNEL_KIND, EVENT, role_word
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.messages import (
    BlockForm,
    PolicyForm,
    WhoForm,
    outlet_answers,
    outlet_form,
    policy_answers,
)
from aftercare.web.settings.sections import MESSAGES, section_page

DIALOG = ["GET", "HEAD", "POST"]
OUTLETS: dict[str, Text] = {
    ChannelKind.EMAIL: gettext_lazy("E-mail, outgoing"),
    INBOX: gettext_lazy("E-mail, incoming"),
    ChannelKind.SMS: gettext_lazy("Text message"),
    ChannelKind.CHAT: gettext_lazy("Chat"),
}
NEWEST = Key("made_at")


@dataclass(frozen=True)
class EventRow:
    """One row of the matrix: by channel, who is told."""

    event: Event
    name: Text
    cells: Sequence[str]


@dataclass(frozen=True)
class OutletRow:
    """One way out or in."""

    kind: str
    name: Text
    outlet: Outlet | None


@require_safe
@needs(Right.MESSAGES_MANAGE)
def overview(request: DeskRequest) -> HttpResponse:
    """The matrix, and beside it what everything hangs on."""
    boxes = matrix()
    context = {
        "buyer_rows": [_row(event, boxes) for event in EVENTS if event.to_buyer],
        "staff_rows": [_row(event, boxes) for event in EVENTS if not event.to_buyer],
        "channels": [CHANNEL_KIND[kind] for kind in ChannelKind],
        "outlets": [OutletRow(kind, name, outlet(kind)) for kind, name in OUTLETS.items()],
        "policy": policy(),
        "nothing_leaves": nothing_leaves(),
        "own_faults": faults_shown_to(request.actor),
        "blocked": blocks()[:1000].count(),
    }
    return section_page(request, MESSAGES, "settings/messages.html", context)


@require_http_methods(DIALOG)
@needs(Right.MESSAGES_MANAGE)
def who(request: DeskRequest, event: str) -> HttpResponse:
    """Who is told of one event, by which channels."""
    told = _event(event)
    # An empty answer unticks all, so what was sent counts by its method, not by its content.
    form = WhoForm(request.POST if request.method == "POST" else None, event=told, matrix=matrix())
    seen = Seen(request, lambda: _ticked(told))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            set_choices(told, form.ticked(), by=request.actor, at=timezone.now())
            say(request, _("Saved. It holds for what happens from now on."))
            return go(request, reverse("settings-messages"))
    title = _("Who is told: %(event)s") % {"event": EVENT[told.code]}
    context = {"form": form, "title": title, "button": _("Save")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_http_methods(DIALOG)
@needs(Right.MESSAGES_MANAGE)
def rules(request: DeskRequest) -> HttpResponse:
    """What holds for all messages."""
    form = PolicyForm(request.POST or None, initial=policy_answers(policy()))
    seen = Seen(request, lambda: policy_answers(policy()))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            set_policy(form.choice(), by=request.actor, at=timezone.now())
            say(request, _("Saved."))
            return go(request, reverse("settings-messages"))
    context = {"form": form, "title": _("Rules of messages"), "button": _("Save")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_http_methods(DIALOG)
@needs(Right.MESSAGES_MANAGE)
def way(request: DeskRequest, kind: str) -> HttpResponse:
    """How a kind of message leaves or comes in."""
    if kind not in OUTLETS:
        raise Http404
    row = outlet(kind)
    form = outlet_form(kind)(request.POST or None, initial=outlet_answers(row))
    seen = Seen(request, lambda: outlet_answers(outlet(kind)))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            set_outlet(kind, form.choice(), by=request.actor, at=timezone.now())
            say(request, _("Saved."))
            return go(request, reverse("settings-messages"))
    context = {"form": form, "title": OUTLETS[kind], "button": _("Save")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_safe
@needs(Right.MESSAGES_MANAGE)
def block_list(request: DeskRequest) -> HttpResponse:
    """Addresses that nothing is sent to."""
    page = page_of(request, blocks(), NEWEST)
    context = {"blocks": page.rows, "pager": page.pager()}
    return section_page(request, MESSAGES, "settings/blocks.html", context, crumb=_("Excluded addresses"))


@require_http_methods(DIALOG)
@needs(Right.MESSAGES_MANAGE)
def block_new(request: DeskRequest) -> HttpResponse:
    """Leave an address out."""
    form = BlockForm(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            exclude(**form.cleaned_data, by=request.actor, at=timezone.now())
            say(request, _("Nothing is sent there any more."))
            return go(request, reverse("settings-blocks"))
    context = {"form": form, "title": _("Exclude an address"), "button": _("Exclude")}
    return render(request, "settings/form.html", context, status=form_status(form))


@require_POST
@needs(Right.MESSAGES_MANAGE)
def block_remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Send there again."""
    allow_again(get_object_or_404(Block, pk=pk), by=request.actor, at=timezone.now())
    say(request, _("Messages go there again."))
    return go(request, reverse("settings-blocks"))


def _ticked(event: Event) -> dict[str, list[str]]:
    boxes = matrix()
    return {role: sorted(map(str, boxes.channels(event, role))) for role in roles_of(event)}


def _event(code: str) -> Event:
    if code not in BY_CODE:
        raise Http404
    return BY_CODE[code]


def _row(event: Event, boxes: Matrix) -> EventRow:
    return EventRow(event, EVENT[event.code], [_cell(event, boxes, kind) for kind in ChannelKind])


def _cell(event: Event, boxes: Matrix, kind: ChannelKind) -> str:
    if kind not in channels_of(event):
        return ""
    on = [role for role in roles_of(event) if boxes.is_on(event, role, kind)]
    return _("All") if len(on) == len(roles_of(event)) > 2 else listed(role_word(role) for role in on)
