"""Keys for machines."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.org.models import ApiKey, Merchant
from aftercare.org.queries.actors import key_digest
from aftercare.org.rights import Right


class UnknownScope(DomainError):
    """A scope that is no right."""

    code = "unknown_scope"


@transaction.atomic
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


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Actor, at: datetime) -> ApiKey:
    """Close a key for ever; revoking it again changes nothing."""
    key = ApiKey.objects.select_for_update().get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        record(Fact("org.key.revoke", f"org.apikey:{key.pk}", by, at, after={"revoked_at": at}))
    return key
