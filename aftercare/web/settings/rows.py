"""The rows of the settings' lists, made ready before the templates see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from aftercare.catalog.models import Reason
from aftercare.orders.models import SellerPromise
from aftercare.org.models import AuthorityLimit, Member, Merchant, ReturnAddress
from aftercare.org.rules import missing_parts
from aftercare.returns.models import GoodsRule, PolicyVersion, ReturnPolicy, ReviewRule
from aftercare.web.decision_words import GOODS_CLASS
from aftercare.web.kit.parts import Text
from aftercare.web.people import role_names
from aftercare.web.settings.journal_words import name_of, said
from aftercare.web.settings.review_words import rule_rows
from aftercare.web.words import PROMISE, ROLE

PARTS: dict[str, Text] = {
    "contact": _("contact"),
    "phone": _("phone"),
    "country": _("country"),
    "city": _("city"),
    "street": _("street"),
}
"""The parts that a return address must have, in words."""


@dataclass(frozen=True)
class ReasonRow:
    """A reason, its words in every language, and what can be done with it."""

    reason: Reason
    words: Sequence[str]
    is_first: bool
    is_last: bool
    is_used: bool

    @classmethod
    def of(cls, reason: Reason, place: int, all_of_them: Sequence[Reason], used: Collection[int]) -> "ReasonRow":
        """The row at a place of the list."""
        words = [str(reason.labels.get(language, "")) for language, _name in settings.LANGUAGES]
        return cls(reason, words, place == 0, place == len(all_of_them) - 1, reason.pk in used)


@dataclass(frozen=True)
class MerchantRow:
    """A merchant with how many shops it has and what it decided."""

    merchant: Merchant
    shops: int
    policy: ReturnPolicy


@dataclass(frozen=True)
class PromiseRow:
    """What a merchant promised in writing."""

    promise: SellerPromise

    @property
    def label(self) -> Text:
        """What kind of promise it is."""
        return PROMISE[self.promise.kind]


@dataclass(frozen=True)
class LimitRow:
    """What a role, a member or a key may promise alone."""

    limit: AuthorityLimit

    @property
    def who(self) -> Text:
        """The role, or the name of the member or the key."""
        one = self.limit.member or self.limit.key
        return one.name if one else ROLE.get(self.limit.role, self.limit.role)


@dataclass(frozen=True)
class AddressRow:
    """A return address and what it lacks before a buyer may get it."""

    address: ReturnAddress
    lacks: Sequence[Text]


@dataclass(frozen=True)
class MemberRow:
    """A member with his roles and merchants in words."""

    member: Member
    roles: Sequence[Text]
    merchants: Sequence[Merchant]
    is_me: bool


def address_row(address: ReturnAddress) -> AddressRow:
    """The row of one address."""
    parts = {part: str(getattr(address, part)) for part in PARTS}
    return AddressRow(address, [PARTS[part] for part in missing_parts(parts)])


def member_row(member: Member, merchants: Sequence[Merchant], me: int) -> MemberRow:
    """The row of one member."""
    return MemberRow(member, role_names(member.roles), merchants, member.pk == me)


@dataclass(frozen=True)
class VersionRow:
    """A saved version of a policy, with what it changed."""

    version: PolicyVersion
    changes: Sequence[tuple[str, str]]


def version_rows(versions: Sequence[PolicyVersion]) -> list[VersionRow]:
    """Each version with what differs from the one before it; the first has nothing before it."""
    earlier = [*versions[1:], None] if versions else []
    return [VersionRow(one, _changes(one, before)) for one, before in zip(versions, earlier, strict=True)]


def _changes(version: PolicyVersion, before: PolicyVersion | None) -> list[tuple[str, str]]:
    was = before.content if before else {}
    changed = {name: value for name, value in version.content.items() if before is None or was.get(name) != value}
    told = {name: value for name, value in changed.items() if before or value not in (None, "", [], {})}
    return [
        (name_of(name), _review_rules(value) if name == "review_rules" else said(name, value))
        for name, value in told.items()
    ]


def _review_rules(kept: Sequence[Sequence[Any]]) -> str:
    """The rules of the automatic review as that version had them, each a sentence."""
    parts = ("condition", "limit", "days", "word", "currency")
    rules = [ReviewRule(**dict(zip(parts, doubt, strict=True))) for doubt in kept]
    return " ".join(row.sentence for row in rule_rows(rules)) or "–"


@dataclass(frozen=True)
class GoodsRuleRow:
    """An article with the class it is in."""

    sku: str
    words: Text


def goods_rule_rows(rules: Sequence[GoodsRule]) -> list[GoodsRuleRow]:
    """The rows of the table."""
    return [GoodsRuleRow(rule.sku, GOODS_CLASS[rule.goods_class]) for rule in rules]
