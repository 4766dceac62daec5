"""Articles that a law may let the seller not take back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from aftercare.returns.terms import GoodsClass
from aftercare.web.decision_words import GOODS_CLASS


class GoodsClassForm(forms.Form):
    """One article and its class."""

    sku = forms.CharField(label=_("Article"), max_length=60, help_text=_("Its SKU, as the shop writes it."))
    goods_class = forms.ChoiceField(
        label=_("Class"),
        required=False,
        choices=[("", _("None: may come back")), *((str(one), GOODS_CLASS[one]) for one in GoodsClass)],
        help_text=_("What the law may exclude from being sent back without a reason."),
    )

    def told(self) -> tuple[str, GoodsClass | None]:
        """The answers in the domain's words."""
        chosen = self.cleaned_data["goods_class"]
        return self.cleaned_data["sku"], GoodsClass(chosen) if chosen else None
