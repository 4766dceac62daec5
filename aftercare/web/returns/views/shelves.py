"""The reader's own list: how its columns stand, and the views he keeps and shares."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from aftercare.lists.commands.layouts import forget_layout, keep_layout
from aftercare.lists.commands.views import Content, delete_view, edit_view, may_edit, open_with, save_view
from aftercare.lists.models import View
from aftercare.lists.queries.views import default_view, views_visible_to
from aftercare.lists.terms import Arrangement
from aftercare.org.models import Member
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest, member_of
from aftercare.web.returns.forms.arranging import RESET, read_arrangement
from aftercare.web.returns.forms.shelf import ViewForm
from aftercare.web.returns.listing import places, read_filters
from aftercare.web.returns.shelf import LIST, address_of, read_shelf

DIALOG = ["GET", "HEAD", "POST"]


@needs(Right.RETURNS_SEE)
@require_http_methods(DIALOG)
def returns_columns(request: DeskRequest) -> HttpResponse:
    """The menu that arranges the columns; without script it is a page. Its address is the list's."""
    member, told = member_of(request), request.POST
    shelf = read_shelf(member, request.GET.get("view", ""))
    if request.method != "POST":
        return _columns(request, shelf.arrangement)
    act = told.get("act", "")
    if act == RESET:
        forget_layout(member, LIST, view=shelf.chosen)
    else:
        keep_layout(member, LIST, read_arrangement(told, shelf.arrangement), view=shelf.chosen)
    if not getattr(request, "htmx", False):
        return redirect(f"{reverse('returns-columns' if act else 'returns-list')}?{request.GET.urlencode()}")
    answer = _columns(request, read_shelf(member, request.GET.get("view", "")).arrangement)
    return answer if told.get("quiet") else trigger_client_event(answer, "columns-changed")


def _columns(request: DeskRequest, arrangement: Arrangement) -> HttpResponse:
    name = "returns/_columns.html" if getattr(request, "htmx", False) else "returns/columns.html"
    return render(request, name, {"places": places(arrangement)})


@needs(Right.RETURNS_SEE)
@require_http_methods(DIALOG)
def returns_view_new(request: DeskRequest) -> HttpResponse:
    """Keep the list as it stands under a name."""
    member = member_of(request)
    form = ViewForm(request.POST or None, request.actor)
    if form.is_valid():
        with refusals_into(form):
            view = save_view(member, LIST, form.label, _content(request, member), by=request.actor, at=timezone.now())
            _open_or_not(member, view, opens=form.cleaned_data["opens"])
            say(request, _("Saved."))
            return go(request, f"{reverse('returns-list')}{address_of(view)}")
    return render(request, "returns/view.html", {"form": form}, status=form_status(form))


@needs(Right.RETURNS_SEE)
@require_http_methods(DIALOG)
def returns_view(request: DeskRequest, pk: int) -> HttpResponse:
    """Rename, share, refill or delete a view, as far as it is his; and say whether the list opens with it."""
    member, actor, at = member_of(request), request.actor, timezone.now()
    view = get_object_or_404(views_visible_to(member, LIST), pk=pk)
    is_mine = may_edit(view, actor)
    if request.method == "POST" and "delete" in request.POST:
        delete_view(view, by=actor, at=at)
        say(request, _("“%(name)s” is deleted.") % {"name": view.name})
        return go(request, reverse("returns-list"))
    form = ViewForm(request.POST or None, actor, view=view, opens=default_view(member, LIST) == view, may_edit=is_mine)
    if form.is_valid():
        with refusals_into(form):
            if is_mine:
                content = _content(request, member) if form.cleaned_data["takes_over"] else None
                view = edit_view(view, form.label, content, by=actor, at=at)
            _open_or_not(member, view, opens=form.cleaned_data["opens"])
            say(request, _("Saved."))
            return go(request, f"{reverse('returns-list')}{address_of(view)}")
    context = {"form": form, "view": view, "is_mine": is_mine}
    return render(request, "returns/view.html", context, status=form_status(form))


def _content(request: DeskRequest, member: Member) -> Content:
    """The list that the dialog was opened over; its address carries the filters."""
    filters = read_filters(request)
    shelf = read_shelf(member, filters.cleaned_data.get("view", ""))
    return Content(filters.narrowing.urlencode(), shelf.arrangement)


def _open_or_not(member: Member, view: View, *, opens: bool) -> None:
    if opens:
        open_with(member, LIST, view)
    elif default_view(member, LIST) == view:
        open_with(member, LIST, None)
