"""What booking in will do, in one sentence; and what it did."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.returns.rules.receipt import Effect
from aftercare.web.kit.figures import money


def pieces_sentence(effect: Effect) -> str:
    """“2 to stock, 1 scrapped, 1 goes back to the buyer, 1 missing.”"""
    parts = [
        (effect.to_stock, _("%(count)d to stock")),
        (effect.to_scrap, _("%(count)d scrapped")),
        (
            effect.to_buyer,
            ngettext("%(count)d goes back to the buyer", "%(count)d go back to the buyer", effect.to_buyer),
        ),
        (effect.missing, _("%(count)d missing")),
    ]
    told = [words % {"count": count} for count, words in parts if count]
    return _(", ").join(told) if told else _("Nothing is taken in")


def money_sentence(effect: Effect, currency: str, freight_minor: int) -> str:
    """“The promise falls from 300.00 to 200.00.” or that it stays."""
    before = money(effect.before_minor + freight_minor, currency)
    after = money(effect.after_minor + freight_minor, currency)
    if before == after:
        return _("The promise of %(amount)s stays.") % {"amount": after}
    words = _("The promise falls from %(before)s to %(after)s.") % {"before": before, "after": after}
    if not effect.gifts_minor:
        return words
    gifts = {"words": words, "amount": money(effect.gifts_minor, currency)}
    return _("%(words)s Of that, %(amount)s is for gifts that are not in the parcel.") % gifts
