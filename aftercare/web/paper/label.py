"""The prepaid label: who carries it, from whom to whom, and the tracking number as the carrier's scanners read it."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import Conflict
from aftercare.parcels.models import Label
from aftercare.returns.models import Return
from aftercare.returns.queries.freight import label_for
from aftercare.web.codes import code128
from aftercare.web.paper.fonts import FAMILIES, USUAL
from aftercare.web.paper.pdf import pdf_of


class NoLabelYet(Conflict):
    """No label was made for this return."""

    code = "no_label_yet"


@dataclass(frozen=True)
class LabelSheet:
    """What is printed."""

    returning: Return
    label: Label
    bars: str
    font: str


def label_sheet(returning: Return) -> LabelSheet:
    """The label of a return; raises NoLabelYet without one."""
    label = label_for(returning)
    if label is None:
        raise NoLabelYet(_("There is no prepaid label for this return."))
    font = FAMILIES.get((get_language() or "en").lower(), USUAL)
    return LabelSheet(returning, label, code128(label.tracking_number), font)


def label_pdf(returning: Return, *, at: datetime) -> bytes:
    """The label as a PDF, in the reader's language."""
    return pdf_of(render_to_string("paper/label.html", {"sheet": label_sheet(returning), "now": at}))
