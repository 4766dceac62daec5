"""Law profiles as data: what a law gives the buyer whatever the shop would like.

Each states no more than the rule register of the project holds (article by article, with its source). What a profile
leaves empty is not decided by that law here, and stays the merchant's own setting. A profile never changes: a new
wording of a law is a new version, and a return keeps the one that decided. Of what a law says, only what is acted on
here is a profile's part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aftercare.returns.terms import GoodsClass


@dataclass(frozen=True)
class Place:
    """Where a part stands: the law text, by the id that pages put into words, and its article."""

    text: str
    article: str


@dataclass(frozen=True)
class Law:
    """What one law says about returns of goods bought at a distance. `places` names where each part stands.

    `window_days` count from the day after the goods were signed for. `refund_days` count from the day they came back
    where `refund_from_goods`; else the register names no day from which they do.
    `is_free`: what the buyer sends back within these days, since he changed his mind, costs him no fee.
    `gifts_back`: gifts come back with it, or their marked price is taken off. `same_way`: the money goes back by the
    way or ways by which it was paid, another way only with the buyer's express consent.
    `gives_back_in_kind`: coupons and points used go back as such. `never` may not be sent back, `if_confirmed` neither
    once the buyer has confirmed so at the purchase; both only where he has merely changed his mind.
    """

    id: str
    version: str
    source: str
    window_days: int
    refund_days: int | None = None
    refund_from_goods: bool = False
    is_free: bool = False
    gifts_back: bool = False
    same_way: bool = False
    gives_back_in_kind: bool = False
    faults_cost_the_shop: bool = False
    minds_cost_the_buyer: bool = False
    never: tuple[GoodsClass, ...] = ()
    if_confirmed: tuple[GoodsClass, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Id and version, as a return keeps them."""
        return f"{self.id}@{self.version}"

    def where(self, part: str) -> dict[str, str]:
        """The facts that name the law and the place of a part of the decision."""
        place = self.places.get(part)
        return {"law": self.key, **({"text": place.text, "article": place.article} if place else {})}


_MEASURES, _CONSUMERS, _DIRECTIVE, _SPAIN = "cn_seven_days", "cn_consumers", "eu_2011_83", "es_consumers"

CN_ONLINE = Law(
    id="cn_online",
    version="2020",
    source="网络购买商品七日无理由退货暂行办法 (2020); 消费者权益保护法 (2013)",
    window_days=7,
    refund_days=7,
    refund_from_goods=True,
    is_free=True,
    gifts_back=True,
    same_way=True,
    gives_back_in_kind=True,
    faults_cost_the_shop=True,
    minds_cost_the_buyer=True,
    never=(GoodsClass.CUSTOM_MADE, GoodsClass.PERISHABLE, GoodsClass.OPENED_MEDIA, GoodsClass.PERIODICAL),
    if_confirmed=(GoodsClass.HEALTH_ONCE_OPENED, GoodsClass.LOSES_VALUE_IN_USE, GoodsClass.NEAR_EXPIRY),
    places={
        "window": Place(_MEASURES, "10"),
        "never": Place(_MEASURES, "6"),
        "confirmed": Place(_MEASURES, "7, 20"),
        "refund_by": Place(_MEASURES, "13"),
        "coupon": Place(_MEASURES, "15"),
        "coins": Place(_MEASURES, "15"),
        "freight_mind": Place(_MEASURES, "18"),
        "fee": Place(_MEASURES, "17"),
        "gift": Place(_MEASURES, "12"),
        "same_way": Place(_MEASURES, "14"),
        "fault": Place(_CONSUMERS, "24"),
    },
)
EU_WITHDRAWAL = Law(
    id="eu_withdrawal",
    version="2011-83",
    source="Directive 2011/83/EU, arts 9 and 13",
    window_days=14,
    refund_days=14,
    is_free=True,
    places={"window": Place(_DIRECTIVE, "9"), "fee": Place(_DIRECTIVE, "9"), "refund_by": Place(_DIRECTIVE, "13")},
)
ES_WITHDRAWAL = Law(
    id="es_withdrawal",
    version="2022",
    source="Directive 2011/83/EU, arts 9 and 13; TRLGDCU, art. 119 quater for goods that do not conform",
    window_days=14,
    refund_days=14,
    is_free=True,
    places={
        "window": Place(_DIRECTIVE, "9"),
        "fee": Place(_DIRECTIVE, "9"),
        "refund_by": Place(_DIRECTIVE, "13"),
        "refund_by_fault": Place(_SPAIN, "119 quater"),
    },
)

LAWS: Mapping[str, Law] = {law.id: law for law in (CN_ONLINE, EU_WITHDRAWAL, ES_WITHDRAWAL)}
"""The profile that a merchant or one of its shops may be under, by its id."""


def law_of(name: str) -> Law | None:
    """The law of this id; None for none."""
    return LAWS.get(name)
