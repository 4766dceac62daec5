"""Turning who signed in, or which key was shown, into the actor that rules understand."""

import hashlib
import hmac

from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.models import ApiKey, Member
from aftercare.org.roles import CONFINED_ROLES, POINT_ROLES, STATION_ROLES, rights_of
from aftercare.rows.asking import Prepared


def actor_of_member(member: Member, *, customer: int | None = None) -> Actor:
    """The actor behind a signed-in member; `customer` when he buys. A merchant's person sees his merchants only.

    Another role beside it widens what he may do, never whose records he may do it to: rights are not kept per role.
    """
    roles = set(member.roles)
    merchants = frozenset(member.merchants.values_list("pk", flat=True)) if roles & CONFINED_ROLES else None
    kind = ActorKind.BUYER if roles == {"buyer"} else ActorKind.MEMBER
    return Actor(
        kind,
        member.pk,
        member.name,
        rights_of(roles),
        merchants,
        customer,
        stations=frozenset(member.stations.values_list("pk", flat=True)) if roles & STATION_ROLES else None,
        points=frozenset(member.points.values_list("pk", flat=True)) if roles & POINT_ROLES else None,
    )


def key_digest(secret: str) -> str:
    """What is kept of a key. Keys are 160 random bits, so a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def key_of_secret(secret: str) -> ApiKey | None:
    """The living key that this secret opens, or None."""
    prefix = secret.split("_")[1] if secret.count("_") == 2 else ""
    found = _BY_PREFIX(prefix)
    key = found[0] if found else None
    if key and hmac.compare_digest(key.digest, key_digest(secret)):
        return key
    return None


_BY_PREFIX = Prepared[ApiKey](lambda prefix: ApiKey.objects.filter(prefix=prefix, revoked_at=None))


def actor_of_key(key: ApiKey) -> Actor:
    """The actor behind a key: its scopes are its rights."""
    merchants = frozenset({key.merchant_id}) if key.merchant_id else None
    return Actor(ActorKind.KEY, key.pk, key.name, frozenset(key.scopes), merchants)
