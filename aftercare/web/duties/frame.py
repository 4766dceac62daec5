"""What the pages of duties share: their parts, and the dialog."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.org.rights import Right
from aftercare.web.kit.parts import Tab
from aftercare.web.refusing import form_status
from aftercare.web.requests import DeskRequest

DIALOG = ["GET", "HEAD", "POST"]
"""How a dialog is asked for and answered."""


def tabs(request: DeskRequest, here: str) -> list[Tab]:
    """The parts that the reader may open, with the one that is shown."""
    home, manages = reverse("duties"), request.actor.may(Right.DUTIES_MANAGE)
    told = [("", _("Mine"), home, True), ("all", _("Everybody's"), f"{home}?show=all", manages)]
    told += [
        ("calls", _("Calls for help"), reverse("duty-calls"), True),
        ("done", _("Done"), f"{home}?show=done", True),
        ("rota", _("Weekend duty"), reverse("duty-rota"), True),
        ("recurring", _("Recurring"), reverse("duties-recurring"), manages),
        ("certificates", _("Certificates"), reverse("duty-certificates"), manages),
    ]
    return [Tab(label, url, current=key == here) for key, label, url, is_open in told if is_open]


def dialog(request: DeskRequest, form: forms.Form, title: str, button: str) -> HttpResponse:
    """A form with its refusals."""
    context = {"form": form, "title": title, "button": button, "is_upload": form.is_multipart()}
    return render(request, "duties/form.html", context, status=form_status(form))
