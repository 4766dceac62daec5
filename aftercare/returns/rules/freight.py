"""Who pays the carrier for the goods' way back: one answer for label, parcel and page."""

from dataclasses import dataclass

from aftercare.returns.terms import Payer


@dataclass(frozen=True)
class WayBack:
    """Who pays, and why: by the decision about the request, or since our own contracted courier fetches the goods."""

    payer: Payer
    rule: str

    @property
    def is_ours(self) -> bool:
        """Whether it goes on the company's account."""
        return self.payer == Payer.SHOP


def way_back(decided: str, *, is_first: bool, ours_fetches: bool) -> WayBack:
    """The decision comes first; it knows of the buyer's first return, free where the merchant says so [RET-14].

    `is_first` is what is written down of it, for returns of before decisions were kept. A courier of ours costs the
    company in any case. `decided` is empty where nothing was decided.
    """
    if decided == Payer.SHOP:
        return WayBack(Payer.SHOP, "first_return" if is_first else "decided")
    if is_first:
        return WayBack(Payer.SHOP, "first_return")
    if ours_fetches:
        return WayBack(Payer.SHOP, "courier")
    return WayBack(Payer(decided or Payer.OPEN), "decided" if decided else "open")
