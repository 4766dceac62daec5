"""The receipt for goods that were handed in: who took what over, where and when."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language

from aftercare.parcels.models import HandIn
from aftercare.web.codes import code128
from aftercare.web.paper.fonts import FAMILIES, USUAL
from aftercare.web.paper.pdf import pdf_of


def receipt_pdf(receipt: HandIn, *, at: datetime) -> bytes:
    """The receipt as a PDF, in the reader's language."""
    font = FAMILIES.get((get_language() or "en").lower(), USUAL)
    context = {"receipt": receipt, "bars": code128(receipt.number), "font": font, "now": at}
    return pdf_of(render_to_string("paper/receipt.html", context))
