"""The return slip: what goes into the parcel so that the dock knows it.

Both codes hold the service number and no more: many hands see the paper, and whoever has a case's secret link may act
as its buyer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import Conflict
from aftercare.returns.models import Return, ReturnLine
from aftercare.returns.queries.detail import lines_of
from aftercare.web.codes import code128, qr
from aftercare.web.paper.fonts import FAMILIES, USUAL
from aftercare.web.paper.pdf import pdf_of


class NoSlipYet(Conflict):
    """There is no address to send the goods to yet."""

    code = "no_slip_yet"


@dataclass(frozen=True)
class Slip:
    """What is printed on the slip."""

    returning: Return
    lines: Sequence[ReturnLine]
    bars: str
    code: str
    font: str


def slip_of(returning: Return) -> Slip:
    """The slip of an approved return; raises NoSlipYet before that."""
    if not returning.return_text:
        raise NoSlipYet(_("The return slip can be printed once the return is approved."))
    language = (get_language() or "en").lower()
    font = FAMILIES.get(language, USUAL)
    return Slip(returning, lines_of(returning), code128(returning.number), qr(returning.number), font)


def slip_pdf(returning: Return, *, at: datetime) -> bytes:
    """The slip as a PDF, in the reader's language."""
    return pdf_of(render_to_string("paper/slip.html", {"slip": slip_of(returning), "now": at}))
