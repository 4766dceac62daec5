"""Keys for machines."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.org.models import ApiKey, Merchant
from aftercare.org.queries.actors import key_digest
from aftercare.org.rights import Right
from aftercare.rows.whole import whole


class UnknownScope(DomainError):
    """A scope that is no right."""

    code = "unknown_scope"


@whole()
def create_key(
    name: str, *, scopes: Iterable[str] = (), merchant: Merchant | None = None, by: Actor, at: datetime
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is shown this once and never kept."""
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in set(Right)]
    if unknown:
        raise UnknownScope(_("There is no scope “%(scope)s”."), field="scopes", scope=unknown[0])
    prefix = secrets.token_hex(4)
    secret = f"ac_{prefix}_{secrets.token_hex(20)}"
    key = ApiKey.objects.create(
        name=name.strip() or prefix,
        prefix=prefix,
        digest=key_digest(secret),
        scopes=wanted,
        merchant=merchant,
        created_by=by.key,
        created_at=at,
    )
    record(Fact("org.key.create", f"org.apikey:{key.pk}", by, at, after={"name": key.name, "scopes": wanted}))
    return key, secret


@whole()
def revoke_key(key: ApiKey, *, by: Actor, at: datetime) -> ApiKey:
    """Close a key for ever; revoking it again changes nothing."""
    key = ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        record(Fact("org.key.revoke", f"org.apikey:{key.pk}", by, at, after={"revoked_at": at}))
    return key


def note_use(key: ApiKey, *, count: int = 1, at: datetime) -> int:
    """Count uses of a key; returns how many there were in the running minute.

    One statement, so that processes never count past each other, on a table without a write-ahead log, so that it waits
    for no disk. `used_at` moves once a minute at most. Call it outside the request's transaction, or requests of one
    key wait for each other.
    """
    minute = at.replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_USE, [key.pk, minute, count])
        uses = int(cursor.fetchone()[0])
    if uses == count:
        ApiKey.objects.filter(pk=key.pk).update(used_at=at)
    return uses


_COUNT_USE = """
    INSERT INTO org_keyuse (key_id, minute, uses) VALUES (%s, %s, %s)
    ON CONFLICT (key_id) DO UPDATE SET
        uses = excluded.uses + CASE WHEN org_keyuse.minute < excluded.minute THEN 0 ELSE org_keyuse.uses END,
        minute = greatest(org_keyuse.minute, excluded.minute)
    RETURNING uses
"""
