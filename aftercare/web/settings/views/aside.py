"""Entries that a reader could not read: why, what is missing by it, once more, or left out."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.journal.commands.aside import ask_again, ask_for_all, leave_out
from aftercare.journal.queries.aside import aside_by
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.settings.aside_rows import aside_rows, several_aside
from aftercare.web.settings.sections import ASIDE, section_page

NEWEST = Key("pk", of="number")


class Leave(forms.Form):
    """Why nothing more is to be done for an entry."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Who saw to it, and how. It stands in the journal."),
    )


@require_safe
@needs(Right.READERS_MEND)
def aside_list(request: DeskRequest) -> HttpResponse:
    """Everything set aside, newest first."""
    page = page_of(request, aside_by(), NEWEST)
    context = {"rows": aside_rows(page.rows), "all": several_aside(), "pager": page.pager()}
    return section_page(request, ASIDE, "settings/aside.html", context)


@require_POST
@needs(Right.READERS_MEND)
def again(request: DeskRequest, pk: int) -> HttpResponse:
    """Let the worker read it once more."""
    ask_again(pk, by=request.actor, at=timezone.now())
    say(request, _("It is read once more; it leaves this list when that goes well."))
    return go(request, reverse("settings-aside"))


@require_POST
@needs(Right.READERS_MEND)
def all_again(request: DeskRequest, reader: str) -> HttpResponse:
    """Let the worker read once more what one reader set aside."""
    ask_for_all(reader, by=request.actor, at=timezone.now())
    say(request, _("They are read once more; each leaves this list when that goes well."))
    return go(request, reverse("settings-aside"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.READERS_MEND)
def leave(request: DeskRequest, pk: int) -> HttpResponse:
    """Leave it out for good, with a reason."""
    if request.method != "POST":
        get_object_or_404(aside_by(), pk=pk)
    form = Leave(request.POST or None)
    if form.is_valid():
        with refusals_into(form):
            leave_out(pk, form.cleaned_data["reason"], by=request.actor, at=timezone.now())
            say(request, _("Left out. The journal says why."))
            return go(request, reverse("settings-aside"))
    context = {"form": form, "title": _("Leave this entry out?"), "button": _("Leave it out")}
    return render(request, "settings/form.html", context, status=form_status(form))
