"""Making prepaid labels: a number of the contracted carrier, drawn once per case."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict
from aftercare.parcels.models import Carrier, Label
from aftercare.parcels.rules.labels import number_after
from aftercare.rows.whole import whole


class NoLabelsLeft(Conflict):
    """No contracted carrier has numbers for labels left."""

    code = "no_labels_left"


@whole()
def draw_label(case: Case, *, by: Actor, at: datetime) -> Label:
    """The case's label; drawn again, it stays the same. Two that are drawn at once get different numbers."""
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    known = Label.objects.filter(case=case).select_related("carrier").first()
    if known:
        return known
    carrier, number = _drawn()
    carrier.label_next = number_after(number, carrier.label_last)
    carrier.save(update_fields=["label_next"])
    label = Label.objects.create(case=case, carrier=carrier, tracking_number=number, made_at=at, made_by=by.key)
    after = {"carrier": carrier.name, "tracking_number": number}
    record(Fact("parcels.label.draw", f"parcels.label:{label.pk}", by, at, stream=label.stream, after=after))
    return label


def _drawn() -> tuple[Carrier, str]:
    """The next number that no label has yet, of a carrier that stays locked: a row of numbers may be entered again."""
    rows = Carrier.objects.select_for_update(no_key=True).filter(is_contracted=True, is_enabled=True)
    for carrier in rows.exclude(label_next="").order_by("pk"):
        number = carrier.label_next
        while number and Label.objects.filter(carrier=carrier, tracking_number=number).exists():
            number = number_after(number, carrier.label_last)
        if number:
            return carrier, number
    raise NoLabelsLeft(_("No prepaid label can be made at the moment. Send the parcel yourself, or write to us."))
