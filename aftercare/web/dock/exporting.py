"""The register of stock as it is sought by address, and as a file."""

from datetime import date, datetime, time, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aftercare.lists.terms import Format, Heading, Wanted
from aftercare.returns.queries.register import SoughtRecords
from aftercare.web.dock.forms import RegisterFilter
from aftercare.web.dock.words import DESTINATION
from aftercare.web.kit.parts import Text
from aftercare.web.words import STOCK_KIND

LIST = "stock"
HEADS: dict[str, Text] = {
    "at": _("Time"),
    "kind": _("Type"),
    "name": _("Goods"),
    "sku": _("Code"),
    "quantity": _("Quantity"),
    "destination": _("Destination"),
    "operator": _("Operator"),
    "number": _("Service no."),
    "merchant": _("Merchant"),
}
"""The columns of the register, the same on the page, on paper and in a file."""


def sought_in(asked: QueryDict) -> tuple[RegisterFilter, SoughtRecords]:
    """The filter's form, and what its answers seek; a wrong answer is shown, and seeks nothing."""
    form = RegisterFilter(asked)
    said = form.cleaned_data if form.is_valid() else {}
    since, until = said.get("since"), said.get("until")
    return form, SoughtRecords(
        since=_midnight(since) if since else None,
        before=_midnight(until + timedelta(days=1)) if until else None,
        kind=said.get("kind", ""),
        operator=said.get("operator", "").strip(),
        number=said.get("number", "").strip(),
    )


def wanted(sought: SoughtRecords, kind: Format) -> Wanted:
    """The register under this filter as a file. It holds no buyer's data."""
    return Wanted(
        list=LIST,
        format=kind,
        sought=sought.as_plain(),
        headings=[Heading(key, str(label)) for key, label in HEADS.items()],
        words={
            "kind": {str(kind): str(word) for kind, word in STOCK_KIND.items()},
            "destination": {key: str(word.label) for key, word in DESTINATION.items()},
        },
        language=get_language() or "en",
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
