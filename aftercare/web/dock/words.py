"""Where goods of the register went, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from aftercare.web.kit.parts import Tone
from aftercare.web.words import Word

DESTINATION: Mapping[str, Word] = {
    "stock": Word(_("Stock"), Tone.GREEN),
    "scrap": Word(_("Scrap"), Tone.AMBER),
    "buyer": Word(_("To the buyer"), Tone.BLUE),
}
