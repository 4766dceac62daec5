"""Entering and leaving, and what one decides for oneself."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from aftercare.org.commands.members import choose_language, edit_own_profile
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.web.access import open_to_all
from aftercare.web.account.doors import demo_doors, demo_member, first_desk
from aftercare.web.account.forms import Profile
from aftercare.web.kit.toasts import say
from aftercare.web.people import role_names
from aftercare.web.requests import DeskRequest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
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
def enter_demo(request: DeskRequest, role: str) -> HttpResponse:
    """Sign in as the demo company's member of a role, without a password; there is no such page anywhere else."""
    member = demo_member(Role(role)) if settings.AFTERCARE_DEMO and role in set(Role) else None
    if member is None:
        raise Http404
    login(request, member, backend=BACKEND)
    return redirect("home")


@require_POST
@open_to_all
def choose(request: DeskRequest) -> HttpResponse:
    """Read on in another language: a cookie for this browser, and remembered with who is signed in."""
    language = request.POST.get("language", "")
    if request.member and language in dict(settings.LANGUAGES):
        choose_language(request.member, language)
    return set_language(request)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
def profile(request: DeskRequest) -> HttpResponse:
    """The page about oneself."""
    member = request.member
    if member is None:
        return redirect("account_login")
    form = Profile(request.POST or None, initial={"name": member.name, "language": member.language})
    if request.method == "POST" and form.is_valid():
        return _save(request, member, form)
    context = {"form": form, "roles": role_names(member.roles), "merchants": member.merchants.order_by("name")}
    return render(request, "account/profile.html", context, status=422 if form.is_bound else 200)


def _save(request: DeskRequest, member: Member, form: Profile) -> HttpResponse:
    said = form.cleaned_data
    edit_own_profile(member, name=said["name"], language=said["language"], by=request.actor, at=timezone.now())
    if said["language"]:
        translation.activate(said["language"])
    say(request, _("Saved."))
    return redirect("profile")


@require_safe
@open_to_all
def no_address_book(_request: DeskRequest) -> HttpResponse:
    """An account has one address, the one an administrator gave it; the library's page for more is not offered."""
    return redirect("profile")
