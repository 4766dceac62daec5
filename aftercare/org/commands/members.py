"""Members: who may sign in, and as what."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.org.models import Member, Merchant, ReturnAddress, ServicePoint
from aftercare.org.roles import Role
from aftercare.rows.whole import whole


class EmailTaken(DomainError):
    """Somebody signs in with this address already."""

    code = "email_taken"


class OwnAccess(DomainError):
    """Nobody takes away his own access by mistake."""

    code = "own_access"


@whole()
def add_member(
    email: str,
    *,
    name: str,
    roles: Iterable[str],
    merchants: Iterable[Merchant] = (),
    stations: Iterable[ReturnAddress] = (),
    points: Iterable[ServicePoint] = (),
    password: str | None = None,
    by: Actor,
    at: datetime,
) -> Member:
    """Somebody new who may sign in; without a password he sets one by the mail of “forgot password”."""
    if Member.objects.filter(email__iexact=email).exists():
        raise EmailTaken(_("Somebody signs in as “%(email)s” already."), field="email", email=email)
    member = Member(email=email.lower(), name=name, roles=_known(roles), joined_at=at)
    member.set_password(password)
    member.save()
    kept: dict[str, list[Any]] = {"merchants": [*merchants], "stations": [*stations], "points": [*points]}
    for to, rows in kept.items():
        getattr(member, to).add(*rows)
    ids = {to: sorted({row.pk for row in rows}) for to, rows in kept.items() if rows or to == "merchants"}
    after = {"name": name, "roles": member.roles, **ids}
    record(Fact("org.member.add", f"org.member:{member.pk}", by, at, after=after))
    return member


@whole()
def edit_member(
    member: Member,
    *,
    name: str,
    roles: Iterable[str],
    merchants: Iterable[Merchant],
    stations: Iterable[ReturnAddress] = (),
    points: Iterable[ServicePoint] = (),
    is_active: bool,
    by: Actor,
    at: datetime,
) -> Member:
    """Change what a member may do. Nobody closes or demotes himself."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    wanted = _known(roles)
    if by.key == f"member:{member.pk}" and (not is_active or set(member.roles) - set(wanted)):
        raise OwnAccess(_("You cannot take away your own access; ask another administrator."), field="roles")
    before = {"name": member.name, "roles": member.roles, "is_active": member.is_active, "merchants": _serves(member)}
    before |= _works_at(member)
    member.name, member.roles, member.is_active = name, wanted, is_active
    member.save(update_fields=["name", "roles", "is_active"])
    member.merchants.set(merchants)
    member.stations.set(stations)
    member.points.set(points)
    after = {"name": name, "roles": wanted, "is_active": is_active, "merchants": _serves(member), **_works_at(member)}
    record(Fact("org.member.edit", f"org.member:{member.pk}", by, at, before=before, after=after))
    return member


@whole()
def edit_own_profile(member: Member, *, name: str, language: str, by: Actor, at: datetime) -> Member:
    """What everybody decides for himself: his name, and the language he reads in (empty: as the browser asks)."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    before = {"name": member.name}
    member.name, member.language = name.strip()[:120] or member.name, language
    member.save(update_fields=["name", "language"])
    if member.name != before["name"]:
        after = {"name": member.name}
        record(Fact("org.member.rename", f"org.member:{member.pk}", by, at, before=before, after=after))
    return member


def choose_language(member: Member, language: str) -> None:
    """Remember the language a member reads in."""
    Member.objects.filter(pk=member.pk).update(language=language)


def _serves(member: Member) -> list[int]:
    """Ids of the merchants he is kept to; empty for all."""
    return sorted(member.merchants.values_list("pk", flat=True))


def _works_at(member: Member) -> dict[str, object]:
    """Ids of the docks and service points he is kept to; left out where there are none."""
    kept = {"stations": member.stations, "points": member.points}
    found = {name: sorted(rows.values_list("pk", flat=True)) for name, rows in kept.items()}
    return {name: ids for name, ids in found.items() if ids}


def _known(roles: Iterable[str]) -> list[str]:
    return sorted({str(Role(role)) for role in roles})
