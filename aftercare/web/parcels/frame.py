"""What the pages of this desk have around them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.parcels.queries.finds import counts_of_finds
from aftercare.parcels.terms import FindState
from aftercare.web.kit.parts import Tab


def desk_tabs(actor: Actor, here: str) -> list[Tab]:
    """The pages of this desk; scans and files are for the company's own people."""
    waiting = counts_of_finds(actor).get(str(FindState.WAITING), 0)
    pages = [
        ("parcels", _("Standing still"), None, True),
        ("finds", _("Found parcels"), waiting, True),
        ("parcel-scans", _("Unknown numbers"), None, actor.merchants is None),
        ("parcel-files", _("Scan files"), None, actor.may(Right.SCANS_RECORD) and actor.merchants is None),
    ]
    return [Tab(label, reverse(name), count, current=name == here) for name, label, count, shown in pages if shown]
