"""The packing slip: what is in the parcel with the new goods, for the packer and for the buyer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string

from aftercare.returns.models import Dispatch, DispatchLine
from aftercare.returns.queries.dispatching import lines_of_dispatch
from aftercare.web.codes import code128
from aftercare.web.paper.pdf import pdf_of


@dataclass(frozen=True)
class PackingSlip:
    """What is printed on the packing slip."""

    dispatch: Dispatch
    lines: Sequence[DispatchLine]
    bars: str


def packing_pdf(dispatch: Dispatch, *, at: datetime) -> bytes:
    """The slip as a PDF, in the reader's language; the bar code is the dispatch's number."""
    slip = PackingSlip(dispatch, list(lines_of_dispatch(dispatch)), code128(dispatch.number))
    return pdf_of(render_to_string("paper/packing.html", {"slip": slip, "now": at}))
