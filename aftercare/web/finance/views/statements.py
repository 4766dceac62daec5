"""Bank and books compared: taking a statement in, and settling what differs."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aftercare.billing.commands.statements import TakenIn, import_statement, settle_difference
from aftercare.billing.queries.statements import counts_of_differences, differences_visible_to, last_statements
from aftercare.billing.terms import DifferenceState
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.finance.differences import LABELS, difference_rows, difference_tabs
from aftercare.web.finance.forms import SettleDifference, TakeStatement
from aftercare.web.keyset import Key, page_of
from aftercare.web.kit.parts import Crumb
from aftercare.web.kit.toasts import go, say, warn
from aftercare.web.refusing import form_status, refusals_into
from aftercare.web.requests import DeskRequest

NEWEST = Key("found_at")
_LAST_FILES = 5


@require_safe
@needs(Right.STATEMENTS_SEE)
def statements(request: DeskRequest) -> HttpResponse:
    """What does not agree, newest first, and the files that were taken in last."""
    return _page(request, TakeStatement())


@require_POST
@needs(Right.STATEMENTS_SETTLE)
def take_in(request: DeskRequest) -> HttpResponse:
    """Take a statement in; the page says what was found."""
    form = TakeStatement(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_into(form):
            taken = import_statement(
                file.read(settings.MAX_STATEMENT_BYTES + 1), file.name, by=request.actor, at=timezone.now()
            )
            _tell(request, taken)
            return go(request, reverse("finance-statements"))
    return _page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.STATEMENTS_SETTLE)
def settle(request: DeskRequest, pk: int) -> HttpResponse:
    """Say what a difference was, once."""
    difference = get_object_or_404(differences_visible_to(request.actor), pk=pk)
    form = SettleDifference(request.POST or None, initial={"version": difference.version})
    if form.is_valid():
        with refusals_into(form):
            said = form.cleaned_data
            settle_difference(difference, said["note"], seen=said["version"], by=request.actor, at=timezone.now())
            say(request, _("Settled."))
            return go(request, reverse("finance-statements"))
    row = difference_rows([difference], request.actor)[0]
    return render(request, "finance/difference.html", {"row": row, "form": form}, status=form_status(form))


def _page(request: DeskRequest, form: TakeStatement) -> HttpResponse:
    actor = request.actor
    asked = request.GET.get("state", "")
    state = asked if asked in LABELS else str(DifferenceState.OPEN)
    page = page_of(request, differences_visible_to(actor).filter(state=state), NEWEST)
    context = {
        "tabs": difference_tabs(state, counts_of_differences(actor), reverse("finance-statements")),
        "rows": difference_rows(page.rows, actor),
        "is_open": state == DifferenceState.OPEN,
        "pager": page.pager(),
        "form": form,
        "may_import": actor.may(Right.STATEMENTS_SETTLE) and actor.merchants is None,
        "files": last_statements(actor, _LAST_FILES),
        "crumbs": [Crumb(_("Refunds"), reverse("finance-list")), Crumb(_("Bank statements"))],
    }
    return render(request, "finance/statements.html", context, status=form_status(form))


def _tell(request: DeskRequest, taken: TakenIn) -> None:
    if not taken.is_new:
        say(request, _("This file was taken in before; nothing was changed."))
        return
    text = ngettext("%(count)d line is new.", "%(count)d lines are new.", _new(taken)) % {"count": _new(taken)}
    facts = {"lines": text, "matched": taken.matched, "differences": taken.differences}
    tell = warn if taken.differences else say
    tell(request, _("%(lines)s Agreed: %(matched)d. Different: %(differences)d.") % facts)


def _new(taken: TakenIn) -> int:
    return taken.statement.lines - taken.statement.known_lines
