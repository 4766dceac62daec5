"""Papers by address."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from aftercare.org.rights import Right
from aftercare.parcels.queries.handins import handed_in
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import return_file
from aftercare.returns.queries.dispatching import dispatches_visible_to
from aftercare.web.access import needs, open_to_all
from aftercare.web.links import guest_of, open_link, seal
from aftercare.web.paper.label import label_pdf
from aftercare.web.paper.packing import packing_pdf
from aftercare.web.paper.receipt import receipt_pdf
from aftercare.web.paper.slip import slip_pdf
from aftercare.web.requests import DeskRequest


@needs(Right.RETURNS_SEE, Right.GOODS_SEE, Right.OWN_CASES)
def return_slip(request: DeskRequest, number: str) -> HttpResponse:
    """The slip for colleagues who see the return, and for the buyer who is signed in."""
    return _pdf(return_file(request.actor, number))


@needs(Right.POINTS_WORK)
def hand_in_receipt(request: DeskRequest, pk: int) -> HttpResponse:
    """The receipt that the buyer takes home from the counter."""
    found = handed_in(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return _sheet(receipt_pdf(found, at=timezone.now()), found.number)


@open_to_all
def link_slip(request: DeskRequest, token: str) -> HttpResponse:
    """The slip for who holds the secret link."""
    case = open_link(request, token)
    return seal(_pdf(return_file(guest_of(case), case.number)))


@needs(Right.RETURNS_SEE, Right.GOODS_SEE, Right.OWN_CASES)
def return_label(request: DeskRequest, number: str) -> HttpResponse:
    """The prepaid label for colleagues who see the return, and for the buyer who is signed in."""
    return _label(return_file(request.actor, number))


@open_to_all
def link_label(request: DeskRequest, token: str) -> HttpResponse:
    """The prepaid label for who holds the secret link."""
    case = open_link(request, token)
    return seal(_label(return_file(guest_of(case), case.number)))


@needs(Right.GOODS_SEND, Right.GOODS_RECEIVE)
def packing_slip(request: DeskRequest, number: str) -> HttpResponse:
    """What belongs into the parcel, with the buyer's address: for those who pack it."""
    found = dispatches_visible_to(request.actor).filter(number=number).first()
    if found is None:
        raise Http404
    return _sheet(packing_pdf(found, at=timezone.now()), found.number)


def _sheet(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _label(returning: Return | None) -> HttpResponse:
    if returning is None:
        raise Http404
    return _sheet(label_pdf(returning, at=timezone.now()), f"{returning.number}-label")


def _pdf(returning: Return | None) -> HttpResponse:
    if returning is None:
        raise Http404
    return _sheet(slip_pdf(returning, at=timezone.now()), returning.number)
