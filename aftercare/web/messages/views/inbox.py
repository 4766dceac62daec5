"""Mail that came in: to be filed by a colleague, or filed by itself."""

from collections.abc import Sequence
from typing import TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.cases.queries.file import visible_to as cases_visible_to
from aftercare.files.queries import content_of
from aftercare.flow.requests import apply, kind_for
from aftercare.moves.refusals import say as refusal_said
from aftercare.notifications.commands.inbound import file_mail, set_aside
from aftercare.notifications.commands.intake import Door, Unclear, open_by_hand
from aftercare.notifications.models import InboundMail
from aftercare.notifications.queries.inbound import (
    COUNT_CAP,
    cases_of_sender,
    counts_by_state,
    file_visible_to,
    files_of,
    orders_of_sender,
    visible_to,
)
from aftercare.notifications.queries.intake import open_cases_about
from aftercare.notifications.terms import MailState
from aftercare.orders.queries.finding import visible_to as orders_visible_to
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.figures import at_most
from aftercare.web.kit.parts import Crumb, Tab
from aftercare.web.kit.toasts import go, say, warn
from aftercare.web.message_words import MAIL_STATE
from aftercare.web.messages.forms import FileForm
from aftercare.web.messages.rows import MailRow
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

T = TypeVar("T")
NEWEST = Key("came_at")


@require_safe
@needs(Right.MAIL_FILE)
def inbox(request: DeskRequest) -> HttpResponse:
    """Mails, newest first; first of all those that wait."""
    state = request.GET.get("state", str(MailState.WAITING))
    found = visible_to(request.actor)
    page = page_of(request, found.filter(state=state) if state in MAIL_STATE else found, NEWEST)
    context = {
        "rows": _rows(page.rows),
        "tabs": _tabs(request, state),
        "pager": page.pager(),
        "may_open": request.actor.may(Right.RETURNS_OPEN),
        "crumbs": [Crumb(_("Mail"))],
    }
    return render(request, "messages/inbox.html", context)


@require_safe
@needs(Right.MAIL_FILE)
def mail(request: DeskRequest, pk: int) -> HttpResponse:
    """One mail, and where it may belong."""
    return _page(request, get_object_or_404(visible_to(request.actor), pk=pk), FileForm())


@require_http_methods(["POST"])
@needs(Right.MAIL_FILE)
def mail_file(request: DeskRequest, pk: int) -> HttpResponse:
    """It belongs to this case."""
    found = get_object_or_404(visible_to(request.actor), pk=pk)
    form = FileForm(request.POST)
    if form.is_valid():
        case = cases_visible_to(request.actor).filter(number=form.cleaned_data["number"].strip().upper()).first()
        if case is None:
            form.add_error("number", _("There is no case with this number."))
        else:
            with refusals_into(form):
                file_mail(found, case, by=request.actor, at=timezone.now())
                say(request, _("Filed under %(number)s.") % {"number": case.number})
                return go(request, reverse("inbox"))
    return _page(request, found, form)


@require_POST
@needs(Right.MAIL_FILE)
def mail_aside(request: DeskRequest, pk: int) -> HttpResponse:
    """It belongs to no case."""
    set_aside(get_object_or_404(visible_to(request.actor), pk=pk), by=request.actor, at=timezone.now())
    say(request, _("Set aside."))
    return go(request, reverse("inbox"))


@require_POST
@needs(Right.MAIL_FILE)
def mail_open(request: DeskRequest, pk: int, order_id: int) -> HttpResponse:
    """Open the case it asks for, about this order; where that is not clear, its form is shown to be filled in."""
    found = get_object_or_404(visible_to(request.actor), pk=pk)
    order = get_object_or_404(orders_visible_to(request.actor), pk=order_id)
    try:
        case = open_by_hand(found, order, Door(kind_for, apply), by=request.actor, at=timezone.now())
    except Unclear as unclear:
        warn(request, refusal_said(unclear))
        return go(request, f"{reverse('return-new-for', args=[order.pk])}?mail={found.pk}")
    say(request, _("Opened %(number)s.") % {"number": case.number})
    return go(request, reverse("inbox"))


@require_safe
@needs(Right.RETURNS_SEE)
def mail_attachment(request: DeskRequest, pk: int) -> HttpResponse:
    """A document or video that came by mail, to be saved: no browser opens it here."""
    found = file_visible_to(request.actor, pk)
    if found is None or found.stored is None:
        raise Http404
    answer = HttpResponse(content_of(found.stored), content_type=found.stored.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, found.stored.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _rows(mails: Sequence[InboundMail]) -> list[MailRow]:
    """The mails, each with the open case about its order, if that is clear."""
    cases = open_cases_about(mail.order_id for mail in mails if mail.order_id and mail.state == MailState.WAITING)
    return [MailRow(mail, MAIL_STATE[mail.state], cases.get(mail.order_id or 0)) for mail in mails]


def _page(request: DeskRequest, found: InboundMail, form: FileForm) -> HttpResponse:
    [row] = _rows([found])
    context = {
        "mail": found,
        "row": row,
        "files": files_of(found),
        "is_open": found.state == MailState.WAITING,
        "cases": _first(row.case, cases_of_sender(request.actor, found.sender)),
        "orders": _first(found.order, orders_of_sender(request.actor, found.sender)),
        "form": form,
        "crumbs": [Crumb(_("Mail"), reverse("inbox")), Crumb(found.subject or found.sender)],
    }
    return render(request, "messages/mail.html", context, status=form_status(form))


def _first(meant: T | None, others: Sequence[T]) -> list[T]:
    """What the mail is about before everything else of its sender."""
    return [meant, *(one for one in others if one != meant)] if meant else list(others)


def _tabs(request: DeskRequest, current: str) -> list[Tab]:
    counts = counts_by_state(request.actor)
    tabs = [
        Tab(word.label, f"?state={state}", at_most(counts[state], COUNT_CAP), current=state == current)
        for state, word in MAIL_STATE.items()
    ]
    return [*tabs, Tab(_("All"), "?state=", current=current not in MAIL_STATE)]
