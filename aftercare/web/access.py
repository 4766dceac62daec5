"""Default deny: every desk view states the right it needs."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import NotAllowed
from aftercare.org.rights import Right
from aftercare.rows.untangling import untangled
from aftercare.web.kit.toasts import go
from aftercare.web.requests import DeskRequest

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
DeskView = Callable[Concatenate[DeskRequest, P], HttpResponse]


def needs(*rights: Right, goes_row_by_row: bool = False) -> Callable[[DeskView[P]], View[P]]:
    """Let in who has any of the rights; ask others to sign in, or refuse. Marks the view for the access test.

    `goes_row_by_row`: it decides about several, each in its own transaction, and sees to deadlocks itself; made again
    as a whole it would report as refused what it had done.
    """

    def decorate(view: DeskView[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            desk_request = cast("DeskRequest", request)  # the middleware made it one
            if not request.user.is_authenticated:
                return go(request, f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
            if not any(desk_request.actor.may(right) for right in rights):
                raise NotAllowed(_("You do not have the right to see this page."))
            if goes_row_by_row:
                return view(desk_request, *args, **kwargs)
            return untangled(lambda: view(desk_request, *args, **kwargs), again=lambda: _read_again(request))

        guarded.access = rights  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_all(view: DeskView[P]) -> View[P]:
    """State that a view is meant for everybody, or does its own check (a secret link)."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        desk_request = cast("DeskRequest", request)
        return untangled(lambda: view(desk_request, *args, **kwargs), again=lambda: _read_again(request))

    opened.access = "open"  # type: ignore[attr-defined]
    return opened


def _read_again(request: HttpRequest) -> None:
    """Files that came along are read from their beginning when the view is tried once more."""
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)
