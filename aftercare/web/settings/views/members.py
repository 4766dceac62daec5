"""Members: who may sign in, and as what."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.org.commands.members import add_member, edit_member
from aftercare.org.models import Member
from aftercare.org.queries.members import members_visible_to, merchants_of
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import FilterChip
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.members import EditMember, NewMember, Search, member_answers
from aftercare.web.settings.rows import member_row
from aftercare.web.settings.sections import MEMBERS, section_page

BY_NAME = Key("name", newest_first=False, of="text")
DIALOG = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.MEMBERS_MANAGE)
def member_list(request: DeskRequest) -> HttpResponse:
    """Everybody who may sign in, or once might, by name."""
    form = Search(request.GET)
    sought = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = members_visible_to(request.actor).filter(Q(name__icontains=sought) | Q(email__icontains=sought))
    page = page_of(request, found, BY_NAME)
    merchants = merchants_of(page.rows)
    context = {
        "rows": [member_row(member, merchants[member.pk], request.actor.id) for member in page.rows],
        "filter_form": form,
        "chips": [FilterChip(_("Name or e-mail"), sought, reverse("settings-members"))] if sought else [],
        "pager": page.pager(),
    }
    return section_page(request, MEMBERS, "settings/members.html", context)


@require_http_methods(DIALOG)
@needs(Right.MEMBERS_MANAGE)
def member_new(request: DeskRequest) -> HttpResponse:
    """Let somebody new sign in."""
    form = NewMember(request.POST or None, merchants=merchants_visible_to(request.actor))
    if form.is_valid():
        with refusals_into(form):
            member = add_member(**form.cleaned_data, by=request.actor, at=timezone.now())
            say(request, _("%(name)s may sign in as %(email)s.") % {"name": member.name, "email": member.email})
            return go(request, reverse("settings-members"))
    return render(request, "settings/member_form.html", {"form": form}, status=form_status(form))


@require_http_methods(DIALOG)
@needs(Right.MEMBERS_MANAGE)
def member_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Change what somebody may do; nobody takes away his own access."""
    member = get_object_or_404(members_visible_to(request.actor), pk=pk)
    merchants = merchants_visible_to(request.actor)
    form = EditMember(request.POST or None, merchants=merchants, initial=member_answers(member))
    seen = Seen(request, lambda: member_answers(Member.objects.get(pk=pk)))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            edit_member(member, **form.cleaned_data, by=request.actor, at=timezone.now())
            say(request, _("Saved. It holds from %(name)s's next click.") % {"name": form.cleaned_data["name"]})
            return go(request, reverse("settings-members"))
    context = {"form": form, "member": member}
    return render(request, "settings/member_form.html", context, status=form_status(form))
