"""The parts of the desk of times."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.web.kit.parts import Tab

_PARTS = (
    ("times", _("Kept and missed")),
    ("times-replay", _("Replay")),
    ("times-owed", _("Owed")),
    ("times-exchanges", _("Exchanges")),
    ("times-volumes", _("Volumes")),
)


def tabs(here: str) -> list[Tab]:
    """All of them, with the one that is shown."""
    return [Tab(label, reverse(name), current=name == here) for name, label in _PARTS]
