"""The journal, to read: nothing here changes anything."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from aftercare.cases.queries.file import visible_to
from aftercare.journal.queries.history import newest_entries
from aftercare.journal.terms import case_stream
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import FilterChip
from aftercare.web.requests import DeskRequest
from aftercare.web.settings.forms.journal import KINDS, JournalFilter
from aftercare.web.settings.journal_rows import journal_rows
from aftercare.web.settings.sections import JOURNAL, section_page

NEWEST = Key("pk", of="number")


@require_safe
@needs(Right.JOURNAL_SEE)
def journal(request: DeskRequest) -> HttpResponse:
    """Entries, newest first; by actor, kind and case."""
    form = JournalFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    stream = _stream(request.actor, said.get("case", ""))
    entries = newest_entries(actor=said.get("actor", "").strip(), kind=said.get("kind", ""), stream=stream)
    page = page_of(request, entries, NEWEST)
    context = {
        "rows": journal_rows(page.rows),
        "filter_form": form,
        "chips": [_chip(request, form, name) for name in form.fields if said.get(name)],
        "pager": page.pager(),
    }
    return section_page(request, JOURNAL, "settings/journal.html", context)


def _stream(actor: Actor, number: str) -> str:
    """The stream of the case with this number; one that does not exist when there is no such case."""
    if not number:
        return ""
    case = visible_to(actor).filter(number=number.strip().upper()).first()
    return case_stream(case.pk if case else 0)


def _chip(request: DeskRequest, form: JournalFilter, name: str) -> FilterChip:
    value = form.cleaned_data[name]
    kept = request.GET.copy()
    for gone in (name, "after", "before"):
        kept.pop(gone, None)
    shown = dict(KINDS)[value] if name == "kind" else value
    return FilterChip(form.fields[name].label or name, shown, f"{reverse('settings-journal')}?{kept.urlencode()}")
