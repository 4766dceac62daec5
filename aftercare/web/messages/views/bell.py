"""The bell: how much is new, what it is; and the page on which a buyer declines what he can do without."""

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.kernel.actor import NOBODY, Actor
from aftercare.notifications.commands.bell import read_all, read_one
from aftercare.notifications.commands.reaching import decline, set_own_preference
from aftercare.notifications.queries.messages import bell_of, notices_of
from aftercare.notifications.queries.people import preference_of
from aftercare.notifications.terms import OUTWARD
from aftercare.org.models import Member
from aftercare.org.rights import Right
from aftercare.web.access import open_to_all
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Crumb
from aftercare.web.kit.toasts import go, say
from aftercare.web.messages.forms import OwnForm
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

NEWEST = Key("at")
OPTIONAL = "rate"
STOP_ASKING = 286
"""htmx asks no more where it hears this."""
_DESKS = (
    (Right.RETURNS_SEE, "return-detail"),
    (Right.REFUNDS_SEE, "finance-detail"),
    (Right.GOODS_SEE, "dock-count"),
    (Right.OWN_CASES, "my-case"),
)


@require_safe
@open_to_all
def count(request: DeskRequest) -> HttpResponse:
    """The number beside the bell. Asked again and again, it answers “as before” in a handful of bytes.

    A page whose session has ended is told to stop asking; nothing is wrong with it.
    """
    if request.member is None:
        return HttpResponse(status=STOP_ASKING)
    bell = bell_of(request.member.pk)
    mark = f'"{bell.mark}-{request.LANGUAGE_CODE}"'
    if request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified()
    answer = render(request, "messages/_bell.html", {"unread": bell.unread})
    answer["ETag"] = mark
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_safe
@open_to_all
def listing(request: DeskRequest) -> HttpResponse:
    """What hangs under the bell, newest first."""
    page = page_of(request, notices_of(_member(request).pk), NEWEST)
    context = {"notices": page.rows, "pager": page.pager(), "crumbs": [Crumb(_("Bell"))]}
    return render(request, "messages/bell.html", context)


@require_POST
@open_to_all
def read(request: DeskRequest) -> HttpResponse:
    """All of it is read."""
    read_all(_member(request), at=timezone.now())
    return go(request, reverse("bell-list"))


@require_safe
@open_to_all
def follow(request: DeskRequest, pk: int) -> HttpResponse:
    """Go where a notice leads; it is read by that."""
    notice = read_one(_member(request), pk, at=timezone.now())
    if notice is None:
        raise Http404
    if notice.case:
        return go(request, _desk_of(request.actor, notice.case.number))
    return go(request, notice.address if notice.address.startswith("/") else reverse("bell-list"))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def own(request: DeskRequest) -> HttpResponse:
    """How one wants to be told."""
    member = _member(request)
    kept = preference_of(member.pk)
    known = {"wanted": [str(k) for k in OUTWARD if k not in kept.off], "digest": kept.digest, "zone": kept.zone}
    form = OwnForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        with refusals_into(form):
            said = {"digest": form.cleaned_data["digest"], "zone": form.cleaned_data["zone"].strip()}
            set_own_preference(member, off=form.off(), **said, by=request.actor, at=timezone.now())
            say(request, _("Saved."))
            return go(request, reverse("bell-list"))
    return render(request, "messages/own.html", {"form": form}, status=form_status(form))


@require_safe
@open_to_all
def case(request: DeskRequest, number: str) -> HttpResponse:
    """Where a message to a colleague leads: the page of the case at the desk that he works at."""
    if request.member is None:
        return go(request, f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
    return go(request, _desk_of(request.actor, number))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def off(request: DeskRequest, mark: str) -> HttpResponse:
    """Decline what one can do without, by the link of such a mail (RFC 8058: mail programs post here by themselves)."""
    done = request.method == "POST"
    if done and decline(mark, OPTIONAL, by=NOBODY, at=timezone.now()) is None:
        raise Http404
    return render(request, "messages/off.html", {"done": done})


def _desk_of(actor: Actor, number: str) -> str:
    """The first page of the case that the reader has the right to see; the page itself still asks for the case."""
    desk = next((name for right, name in _DESKS if actor.may(right)), "bell-list")
    return reverse(desk, args=[number] if desk != "bell-list" else [])


def _member(request: DeskRequest) -> Member:
    if request.member is None:
        raise Http404
    return request.member
