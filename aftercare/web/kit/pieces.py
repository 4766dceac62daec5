"""A number of pieces, with sentences that say what to type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.web.kit.parts import Text


class PiecesField(forms.IntegerField):
    """Whole pieces from 0 to `most`; `too_many` says what is wrong with more, where the limit alone says too little."""

    def __init__(
        self, *, most: int, label: Text = "", required: bool = True, initial: int = 0, too_many: Text = ""
    ) -> None:
        sentences = {
            "min_value": _("Enter 0 or more."),
            "max_value": too_many or _("At most %(limit_value)s."),
        }
        super().__init__(
            label=label, required=required, initial=initial, min_value=0, max_value=most, error_messages=sentences
        )
