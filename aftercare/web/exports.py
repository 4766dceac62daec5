"""Taking a list out as a file, alike on every desk: asked for in a dialog, written by a job, fetched by its asker."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

from aftercare.kernel.actor import Actor
from aftercare.lists.commands.exports import ask_for_export, fetch
from aftercare.lists.models import Export
from aftercare.lists.queries.exports import exports_of
from aftercare.lists.terms import Format, Wanted
from aftercare.org.rights import Right
from aftercare.web.kit.parts import Option, Text
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest, member_of

TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LAST = 5


@dataclass(frozen=True)
class Leaving:
    """A list that can be taken out: its name, how its addresses begin, what the dialog is called, and the way back."""

    list: str
    desk: str
    title: Text
    home_name: str
    home_title: Text

    @property
    def home(self) -> str:
        """The list itself."""
        return reverse(self.home_name)

    @property
    def exported(self) -> str:
        """The address's name of how far a file is."""
        return f"{self.desk}-exported"

    @property
    def file(self) -> str:
        """The address's name of the file."""
        return f"{self.desk}-export-file"


class ExportForm(forms.Form):
    """The format, and where the list holds personal data whether it is shown in full, which needs a right."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            (str(Format.XLSX), Option(_("Excel workbook"), _("XLSX, with real numbers and dates"))),
            (str(Format.CSV), Option(_("Text table"), _("CSV, for other programs"))),
        ],
        widget=forms.RadioSelect,
        initial=str(Format.XLSX),
    )
    in_full = forms.BooleanField(
        label=_("Names and phone numbers in full"),
        help_text=_("Otherwise they are masked. The journal keeps who took them out."),
        required=False,
    )

    def __init__(self, data: Mapping[str, Any] | None, actor: Actor, *, has_personal_data: bool = True) -> None:
        super().__init__(data, auto_id="dialog_%s")
        if not has_personal_data or not actor.may(Right.CONTACTS_REVEAL):
            del self.fields["in_full"]


def ask(
    request: DeskRequest, leaving: Leaving, form: ExportForm, wanted: Callable[[], Wanted], *, picked: int = 0
) -> HttpResponse:
    """The dialog that asks how, and the order to write it."""
    member, at = member_of(request), timezone.now()
    if form.is_valid():
        with refusals_into(form):
            export = ask_for_export(member, wanted(), by=request.actor, at=at)
            return redirect(leaving.exported, key=export.pk)
    context = {"form": form, "picked": picked, "others": _own(request, leaving)[:_LAST], "leaving": leaving}
    return render(request, "kit/export.html", context, status=form_status(form))


def how_far(request: DeskRequest, leaving: Leaving, key: UUID) -> HttpResponse:
    """How far the file is, and the way to it; the dialog asks again while it is written."""
    context = {"export": get_object_or_404(_own(request, leaving), pk=key), "leaving": leaving}
    return render(request, "kit/exported.html", context)


def send(request: DeskRequest, leaving: Leaving, key: UUID) -> HttpResponse:
    """The file itself."""
    export = get_object_or_404(_own(request, leaving), pk=key)
    content = fetch(export, by=request.actor, at=timezone.now())
    name = f"{export.list}-{timezone.localtime(export.asked_at):%Y-%m-%d-%H%M}.{export.format}"
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=TYPES[Format(export.format)])
    answer["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(answer, private=True, no_store=True)
    return cast("HttpResponse", answer)  # it is streamed, which their common class does not tell


def _own(request: DeskRequest, leaving: Leaving) -> QuerySet[Export]:
    return exports_of(member_of(request), at=timezone.now()).filter(list=leaving.list)
