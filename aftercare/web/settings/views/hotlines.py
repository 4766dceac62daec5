"""Hotlines: numbers that buyers may ring, and when somebody answers."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aftercare.clocks.commands.hotlines import set_hotline
from aftercare.clocks.models import Calendar, Hotline
from aftercare.clocks.queries.hotlines import at_the_moment, hotlines
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.hotlines import line_words
from aftercare.web.kit.toasts import go, say
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest
from aftercare.web.seen import Seen
from aftercare.web.settings.forms.hotlines import HotlineForm, hotline_answers
from aftercare.web.settings.sections import HOTLINES, section_page

DIALOG = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.CLOCKS_MANAGE)
def hotline_list(request: DeskRequest) -> HttpResponse:
    """Every line, and whether somebody answers now."""
    now = timezone.now()
    rows = [(line.hotline, line_words(line, now)) for line in at_the_moment(hotlines(), now)]
    return section_page(request, HOTLINES, "settings/hotlines.html", {"rows": rows})


@require_http_methods(DIALOG)
@needs(Right.CLOCKS_MANAGE)
def hotline_new(request: DeskRequest) -> HttpResponse:
    """One more line."""
    return _hotline(request, None)


@require_http_methods(DIALOG)
@needs(Right.CLOCKS_MANAGE)
def hotline_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """What holds for a line from now on."""
    return _hotline(request, get_object_or_404(Hotline, pk=pk))


def _hotline(request: DeskRequest, hotline: Hotline | None) -> HttpResponse:
    form = HotlineForm(
        request.POST or None,
        initial=hotline_answers(hotline),
        calendars=Calendar.objects.order_by("name"),
        merchants=merchants_visible_to(request.actor),
    )
    seen = Seen(request, lambda: hotline_answers(hotline and Hotline.objects.get(pk=hotline.pk)))
    if form.is_valid():
        with refusals_into(form), seen.unchanged():
            set_hotline(hotline, form.choice(), by=request.actor, at=timezone.now())
            say(request, _("Saved."))
            return go(request, reverse("settings-hotlines"))
    context = {"form": form, "title": str(hotline) if hotline else _("New hotline"), "button": _("Save")}
    return render(request, "settings/form.html", context, status=form_status(form))
