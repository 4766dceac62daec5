"""One refund: what it is made of, and the decision on it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import visible_to
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.web.access import needs
from aftercare.web.finance.file import payout_facts, refund_file
from aftercare.web.finance.forms import Pay
from aftercare.web.finance.tabs import usual_pile
from aftercare.web.kit.parts import Crumb
from aftercare.web.refusing import form_status
from aftercare.web.requests import DeskRequest


@require_safe
@needs(Right.REFUNDS_SEE)
def refund(request: DeskRequest, number: str) -> HttpResponse:
    """The refund's page."""
    found = refund_or_404(request.actor, number)
    return show(request, found, Pay(initial={"version": found.version}))


def show(request: DeskRequest, found: Refund, form: Pay) -> HttpResponse:
    """The refund's page with the cashier's form as it stands."""
    file = refund_file(found, request.actor)
    context = {
        "file": file,
        "refund": found,
        "form": form,
        "payout_facts": payout_facts(file.payout) if file.payout else [],
        "next": _next(found, request.actor),
        "crumbs": [Crumb(_("Refunds"), reverse("finance-list")), Crumb(found.number)],
    }
    return render(request, "finance/detail.html", context, status=form_status(form))


def _next(refund: Refund, actor: Actor) -> Refund | None:
    """What waits for this reader after the refund: the one asked for next, else the one that waits longest."""
    pile = usual_pile(actor)
    if pile is None:
        return None
    waiting = visible_to(actor).filter(state=pile.state).exclude(pk=refund.pk).order_by("asked_at", "pk")
    return waiting.filter(asked_at__gte=refund.asked_at).first() or waiting.first()


def refund_or_404(actor: Actor, number: str) -> Refund:
    """The refund with this number, if the actor may see it."""
    found = visible_to(actor).filter(number=number).first()
    if found is None:
        raise Http404
    return found
