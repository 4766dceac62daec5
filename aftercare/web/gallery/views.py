"""The gallery: every part once, so that a change of the kit is seen before a desk is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.gallery import samples
from aftercare.web.kit.toasts import go, say, warn


@needs(Right.KIT_SEE)
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part on one page."""
    return render(request, "kit/gallery.html", samples.everything())


@needs(Right.KIT_SEE)
def dialog(request: HttpRequest) -> HttpResponse:
    """A dialog with its answers: refused with reasons beside the fields, or done with a toast."""
    form = samples.RejectForm(request.POST or None, auto_id="dialog_%s")
    if request.method == "POST" and form.is_valid():
        say(request, _("Rejected, and the buyer was told."), undo_url=reverse("kit-dialog"))
        warn(request, _("This is only the gallery: nothing was really changed."))
        return go(request, reverse("kit-gallery"))
    return render(request, "kit/gallery_dialog.html", {"form": form}, status=422 if form.is_bound else 200)


@needs(Right.KIT_SEE)
def phone(request: HttpRequest) -> HttpResponse:
    """The buyer's page."""
    return render(request, "kit/gallery_phone.html", samples.everything())


@needs(Right.KIT_SEE)
def paper(request: HttpRequest) -> HttpResponse:
    """Paper in the browser."""
    return render(request, "kit/gallery_paper.html", samples.everything())
