"""A machine's key."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.web.kit.parts import Option
from aftercare.web.people import RIGHT_LABELS

NOT_FOR_MACHINES = (
    Right.OWN_CASES, Right.KIT_SEE, Right.MEMBERS_MANAGE, Right.KEYS_MANAGE, Right.MERCHANTS_MANAGE,
    Right.ADDRESSES_MANAGE, Right.REASONS_MANAGE, Right.JOURNAL_SEE, Right.VIEWS_SHARE, Right.GATEWAYS_MANAGE,
    Right.CLOCKS_SEE, Right.CLOCKS_MANAGE, Right.DUTIES_WORK,
    Right.STATEMENTS_SEE, Right.STATEMENTS_SETTLE, Right.SCORES_SEE, Right.BENCHMARKS_MANAGE,
    Right.LIMITS_MANAGE, Right.QUESTIONS_ANSWER,
    Right.MESSAGES_MANAGE, Right.MAIL_FILE, Right.CHARGES_WAIVE,
)  # fmt: skip
"""Rights that no endpoint of the API asks for; setting up stays with people."""

SCOPES = [right for right in Right if right not in NOT_FOR_MACHINES]


class NewKey(forms.Form):
    """What a machine is called and what it may do; by default nothing."""

    name = forms.CharField(
        label=pgettext_lazy("of a thing", "Name"),
        max_length=80,
        help_text=_("Which machine, for example “Web shop, order push”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("May"),
        choices=[(str(right), Option(RIGHT_LABELS[right], str(right))) for right in SCOPES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Without a single right the key opens nothing. Choose at least one.")},
    )
    merchant = forms.ModelChoiceField(
        Merchant.objects.none(),
        label=_("Confined to"),
        required=False,
        empty_label=_("All merchants"),
        help_text=_("The key sees this merchant's orders, returns and refunds only."),
    )

    def __init__(self, *args: Any, merchants: Iterable[Merchant]) -> None:
        super().__init__(*args)
        wanted = [merchant.pk for merchant in merchants]
        self.fields["merchant"].queryset = Merchant.objects.filter(pk__in=wanted).order_by("name")  # type: ignore[attr-defined]
