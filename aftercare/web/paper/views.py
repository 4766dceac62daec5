"""Papers by address."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import return_file
from aftercare.web.access import needs, open_to_all
from aftercare.web.links import guest_of, open_link, seal
from aftercare.web.paper.slip import slip_pdf
from aftercare.web.requests import DeskRequest


@needs(Right.RETURNS_SEE, Right.GOODS_SEE, Right.OWN_CASES)
def return_slip(request: DeskRequest, number: str) -> HttpResponse:
    """The slip for colleagues who see the return, and for the buyer who is signed in."""
    return _pdf(return_file(request.actor, number))


@open_to_all
def link_slip(request: DeskRequest, token: str) -> HttpResponse:
    """The slip for who holds the secret link."""
    case = open_link(request, token)
    return seal(_pdf(return_file(guest_of(case), case.number)))


def _pdf(returning: Return | None) -> HttpResponse:
    if returning is None:
        raise Http404
    response = HttpResponse(slip_pdf(returning, at=timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{returning.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
