"""The log: what was sent to whom, what was not, and why."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from aftercare.notifications.commands.again import reveal_address, send_again
from aftercare.notifications.lifecycle import MESSAGE
from aftercare.notifications.queries.messages import COUNT_CAP, counts_by_state, sought, visible_to
from aftercare.notifications.queries.setting import nothing_leaves
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.figures import at_most
from aftercare.web.kit.parts import Crumb, FilterChip, Tab
from aftercare.web.kit.toasts import go, say
from aftercare.web.message_faults import faults_shown_to
from aftercare.web.message_words import CHANNEL_KIND, MESSAGE_STATE, event_word
from aftercare.web.messages.forms import MessageFilter
from aftercare.web.messages.rows import attempts_of, body_without_secrets, kind_of_address, row_of
from aftercare.web.requests import DeskRequest

NEWEST = Key("made_at")


@require_safe
@needs(Right.MESSAGES_SEE)
def message_list(request: DeskRequest) -> HttpResponse:
    """Messages, newest first; by state, channel, event, case or address."""
    form = MessageFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    found = sought(visible_to(request.actor), said.get("q", ""))
    for name in ("channel", "event", "state"):
        if said.get(name):
            found = found.filter(**{name: said[name]})
    page = page_of(request, found, NEWEST)
    context = {
        "rows": [row_of(message) for message in page.rows],
        "tabs": _tabs(request, said.get("state", "")),
        "filter_form": form,
        "chips": [_chip(request, form, name) for name in ("channel", "event", "q") if said.get(name)],
        "pager": page.pager(),
        "nothing_leaves": nothing_leaves(),
        "own_faults": faults_shown_to(request.actor),
        "crumbs": [Crumb(_("Messages"))],
    }
    return render(request, "messages/list.html", context)


@require_safe
@needs(Right.MESSAGES_SEE)
def message(request: DeskRequest, pk: int) -> HttpResponse:
    """One message: what it says, to whom, every try."""
    found = get_object_or_404(visible_to(request.actor), pk=pk)
    context = {
        "row": row_of(found),
        "message": found,
        "kind": kind_of_address(found),
        "body": body_without_secrets(found),
        "attempts": attempts_of(found),
        "may_again": "try_again" in MESSAGE.actions(found.state),
        "may_reveal": request.actor.may(Right.CONTACTS_REVEAL),
        "crumbs": [Crumb(_("Messages"), reverse("messages")), Crumb(found.subject)],
    }
    return render(request, "messages/message.html", context)


@require_POST
@needs(Right.MESSAGES_SEE)
def again(request: DeskRequest, pk: int) -> HttpResponse:
    """Send it once more."""
    found = get_object_or_404(visible_to(request.actor), pk=pk)
    send_again(found, by=request.actor, at=timezone.now())
    say(request, _("It goes out again within a minute."))
    return go(request, reverse("message", args=[pk]))


@require_POST
@needs(Right.CONTACTS_REVEAL)
def reveal(request: DeskRequest, pk: int) -> HttpResponse:
    """The address in full; who looked stands in the journal."""
    found = get_object_or_404(visible_to(request.actor), pk=pk)
    value = reveal_address(found, by=request.actor, at=timezone.now())
    return render(request, "messages/_revealed.html", {"value": value})


def _tabs(request: DeskRequest, current: str) -> list[Tab]:
    counts = counts_by_state(request.actor)
    kept = request.GET.copy()
    for name in ("state", "after", "before"):
        kept.pop(name, None)
    rest = f"&{kept.urlencode()}" if kept else ""
    first = Tab(_("All"), f"?{kept.urlencode()}", current=not current)
    return [first] + [
        Tab(word.label, f"?state={state}{rest}", at_most(counts[state], COUNT_CAP), current=state == current)
        for state, word in MESSAGE_STATE.items()
        if counts[state] or state == current
    ]


def _chip(request: DeskRequest, form: MessageFilter, name: str) -> FilterChip:
    value = form.cleaned_data[name]
    kept = request.GET.copy()
    for gone in (name, "after", "before"):
        kept.pop(gone, None)
    shown = CHANNEL_KIND[value] if name == "channel" else event_word(value) if name == "event" else value
    return FilterChip(form.fields[name].label or name, shown, f"{reverse('messages')}?{kept.urlencode()}")
