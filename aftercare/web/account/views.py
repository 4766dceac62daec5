"""Entering and leaving, and what one decides for oneself."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from aftercare.org.roles import Role
from aftercare.web.access import open_to_all
from aftercare.web.account.doors import demo_doors, demo_member, first_desk
from aftercare.web.requests import DeskRequest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@open_to_all
def home(request: DeskRequest) -> HttpResponse:
    """The first desk of who is signed in; for others the doors of the demo company, or the sign-in page."""
    if request.member:
        desk = first_desk(request.member.roles)
        return redirect(desk) if desk else render(request, "account/no_desk.html")
    if not settings.AFTERCARE_DEMO:
        return redirect("account_login")
    return render(request, "account/doors.html", {"doors": demo_doors()})


@require_POST
@open_to_all
def enter_demo(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the demo company's member of a role, without a password; there is no such page anywhere else."""
    member = demo_member(Role(role)) if settings.AFTERCARE_DEMO and role in set(Role) else None
    if member is None:
        raise Http404
    login(request, member, backend=BACKEND)
    return redirect("home")
