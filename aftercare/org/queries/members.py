"""People who sign in."""

from collections.abc import Iterable

from django.db.models import QuerySet

from aftercare.kernel.actor import Actor
from aftercare.org.models import ApiKey, Member, Merchant
from aftercare.org.rights import Right
from aftercare.org.roles import CONFINED_ROLES, ROLE_RIGHTS, Role


def members_visible_to(actor: Actor) -> QuerySet[Member]:
    """All members for who manages them, none for others; by name."""
    found = Member.objects.order_by("name", "pk")
    return found if actor.may(Right.MEMBERS_MANAGE) else found.none()


def merchants_of(members: Iterable[Member]) -> dict[int, list[Merchant]]:
    """The merchants that each of the members belongs to, by name, in two queries."""
    found: dict[int, list[Merchant]] = {member.pk: [] for member in members}
    belongs = Member.merchants.through.objects.filter(member__in=found).values_list("member", "merchant")
    pairs = list(belongs)
    merchants = Merchant.objects.in_bulk({merchant for _member, merchant in pairs})
    for member, merchant in pairs:
        found[member].append(merchants[merchant])
    return {pk: sorted(belonging, key=str) for pk, belonging in found.items()}


def members_by_email(emails: Iterable[str]) -> dict[str, Member]:
    """Those of the addresses that somebody may sign in with, and who."""
    return {member.email: member for member in Member.objects.filter(email__in=list(emails), is_active=True)}


def member_by_id(pk: int) -> Member | None:
    """Somebody who may still sign in."""
    return Member.objects.filter(pk=pk, is_active=True).first()


def colleagues() -> QuerySet[Member]:
    """Everybody of ours who may still sign in, by name: neither buyers nor people of merchants."""
    ours = [str(role) for role in Role if role not in (Role.BUYER, *CONFINED_ROLES)]
    return Member.objects.filter(is_active=True, roles__overlap=ours).order_by("name", "pk")


def colleagues_who_may(right: Right) -> QuerySet[Member]:
    """Those of ours whose roles hold a right, by name."""
    return colleagues().filter(roles__overlap=[str(role) for role, rights in ROLE_RIGHTS.items() if right in rights])


def keys_visible_to(actor: Actor) -> QuerySet[ApiKey]:
    """All keys for who manages them, none for others; newest first."""
    found = ApiKey.objects.select_related("merchant").order_by("-pk")
    return found if actor.may(Right.KEYS_MANAGE) else found.none()


def members_with(roles: Iterable[str], *, merchant_id: int) -> list[Member]:
    """The active members who hold one of the roles and work for the merchant, by name."""
    held = Member.objects.filter(roles__overlap=[str(role) for role in roles], is_active=True).order_by("name", "pk")
    confined = Member.objects.filter(roles__overlap=[str(role) for role in CONFINED_ROLES])
    return list(held.exclude(pk__in=confined.exclude(merchants=merchant_id).values("pk")))
