"""The chain: each entry of a stream is hashed together with the hash before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime


def canonical(content: Mapping[str, object]) -> bytes:
    """One spelling for one content: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def entry_hash(previous: str, content: Mapping[str, object]) -> str:
    """SHA-256 over the previous hash and the entry's content, in hexadecimal."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(content)).hexdigest()


def entry_content(  # noqa: PLR0913 - the content is the entry; every part is hashed
    *,
    at: datetime,
    kind: str,
    actor: str,
    actor_name: str,
    subject: str,
    stream: str,
    position: int,
    before: Mapping[str, object],
    after: Mapping[str, object],
    note: str,
    request: str,
) -> dict[str, object]:
    """What the hash covers; the time in UTC with microseconds, as the database keeps it."""
    return {
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": kind,
        "actor": actor,
        "actor_name": actor_name,
        "subject": subject,
        "stream": stream,
        "position": position,
        "before": dict(before),
        "after": dict(after),
        "note": note,
        "request": request,
    }
