"""Keys for machines: made, listed, revoked."""

from collections.abc import Iterable

from django.utils import timezone
from rich.table import Table

from aftercare.cli.saying import Refusal, out, say
from aftercare.kernel.actor import SYSTEM
from aftercare.org.commands.keys import create_key, revoke_key
from aftercare.org.models import ApiKey, Merchant
from aftercare.org.rights import Right


def create(name: str, scopes: Iterable[str], merchant: str) -> None:
    """Make a key and show its secret this once."""
    owner = Merchant.objects.filter(code=merchant).first() if merchant else None
    if merchant and owner is None:
        known = ", ".join(Merchant.objects.order_by("code").values_list("code", flat=True)[:20])
        raise Refusal(f"There is no merchant “{merchant}”. Known are: {known or 'none yet'}.")
    _check_scopes(scopes)
    key, secret = create_key(name, scopes=scopes, merchant=owner, by=SYSTEM, at=timezone.now())
    say(secret)
    where = f" of {owner}" if owner else ""
    what = ", ".join(key.scopes) or "nothing yet: give it scopes with --scope"
    say(f"This is the key “{key.name}”{where}; it is shown this once. It may: {what}.")


def _check_scopes(scopes: Iterable[str]) -> None:
    unknown = next((scope for scope in scopes if scope not in set(Right)), "")
    if unknown:
        raise Refusal(f"There is no scope “{unknown}”. There are: {', '.join(Right)}.")


def listing() -> None:
    """All keys, newest first."""
    table = Table("prefix", "name", "merchant", "scopes", "made", "last used", "state", box=None, pad_edge=False)
    for key in ApiKey.objects.select_related("merchant").order_by("-pk"):
        used = f"{key.used_at:%Y-%m-%d}" if key.used_at else "never"
        state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "valid"
        owner = key.merchant.code if key.merchant else "all"
        table.add_row(key.prefix, key.name, owner, ", ".join(key.scopes), f"{key.created_at:%Y-%m-%d}", used, state)
    if table.row_count:
        out.print(table)
    else:
        say("There are no keys yet. “aftercare apikey create NAME --scope orders.push” makes one.")


def revoke(prefix: str) -> None:
    """Close a key for ever."""
    key = ApiKey.objects.filter(prefix=prefix).first()
    if key is None:
        raise Refusal(f"There is no key that begins with “{prefix}”. “aftercare apikey list” shows them.")
    if key.revoked_at:
        raise Refusal(f"The key “{key.name}” was revoked on {key.revoked_at:%Y-%m-%d} already.")
    revoke_key(key, by=SYSTEM, at=timezone.now())
    say(f"The key “{key.name}” is revoked.")
