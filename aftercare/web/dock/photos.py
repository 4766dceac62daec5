"""Photos of a return as the dock shows them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.returns.models import Evidence
from aftercare.web.kit.parts import Photo


def dock_photo(one: Evidence) -> Photo:
    """A photo with its small version."""
    alt = _("Photo from the dock") if one.from_dock else _("Photo from the buyer")
    return Photo(reverse("photo", args=[one.file_id]), reverse("photo-thumb", args=[one.file_id]), alt)
