"""What people may promise by themselves."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.models import ApiKey, AuthorityLimit, DecisionTime, Member
from aftercare.org.rights import Right
from aftercare.org.roles import ROLE_RIGHTS, Role
from aftercare.org.rules import authority

DECIDES_ON_MONEY = frozenset({str(Right.RETURNS_OPEN), str(Right.RETURNS_REVIEW)})
DECIDING_ROLES = tuple(role for role, rights in ROLE_RIGHTS.items() if rights & DECIDES_ON_MONEY)
"""Roles that promise money to buyers; only their limits mean anything."""


def limit_of(actor: Actor, currency: str) -> int | None:
    """The most that a member or a key may promise on one case, in minor units; None: no limit. Buyers have none."""
    if actor.kind == ActorKind.KEY:
        return _limit_of_key(actor.id, currency)
    return _limit_of_member(actor.id, currency) if actor.kind == ActorKind.MEMBER else None


def _limit_of_key(pk: int, currency: str) -> int | None:
    """Its own limit; without one, that of the member who made it, since it acts in his place."""
    own = AuthorityLimit.objects.filter(key=pk, currency=currency).values_list("amount_minor", flat=True).first()
    if own is not None:
        return own
    made_by = ApiKey.objects.filter(pk=pk).values_list("created_by", flat=True).first() or ""
    kind, _colon, maker = made_by.partition(":")
    return _limit_of_member(int(maker), currency) if kind == ActorKind.MEMBER and maker.isdecimal() else None


def _limit_of_member(pk: int, currency: str) -> int | None:
    held = Member.objects.filter(pk=pk).values_list("roles", flat=True).first() or []
    roles = [role for role in DECIDING_ROLES if role in held]
    rows = AuthorityLimit.objects.filter(Q(member=pk) | Q(role__in=roles), currency=currency)
    found = {row.role: row.amount_minor for row in rows}
    return authority(found.get(""), [found.get(role) for role in roles])


def limits_visible_to(actor: Actor) -> QuerySet[AuthorityLimit]:
    """All limits for who manages them: those of roles first, then of members and keys by name."""
    found = AuthorityLimit.objects.select_related("member", "key")
    found = found.order_by("-role", "member__name", "key__name", "currency", "pk")
    return found if actor.may(Right.LIMITS_MANAGE) else found.none()


def members_who_decide() -> list[Member]:
    """The active members who promise money to buyers, by name."""
    roles = [str(role) for role in DECIDING_ROLES]
    return list(Member.objects.filter(roles__overlap=roles, is_active=True).order_by("name", "pk"))


def keys_that_decide() -> list[ApiKey]:
    """The living keys that promise money to buyers, by name."""
    found = ApiKey.objects.filter(scopes__overlap=sorted(DECIDES_ON_MONEY), revoked_at=None)
    return list(found.order_by("name", "pk"))


def minutes_to_decide() -> int | None:
    """Within how many minutes a request for a decision is answered; None: no time is set."""
    return DecisionTime.objects.values_list("minutes", flat=True).first()


def decision_due(asked_at: datetime) -> datetime | None:
    """Until when a decision asked for now should stand; None when no time is set."""
    minutes = minutes_to_decide()
    return None if minutes is None else asked_at + timedelta(minutes=minutes)


def roles_with(right: Right) -> list[Role]:
    """The roles that hold a right."""
    return [role for role, rights in ROLE_RIGHTS.items() if right in rights]
