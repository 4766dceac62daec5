"""The chain: each entry of a stream is hashed together with the hash before it; and what entries tell together."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Retold:
    """A record as its entries leave it, and each gap: a field, as it was left, and as the next entry found it."""

    fields: dict[str, object] = field(default_factory=dict)
    gaps: list[tuple[str, object, object]] = field(default_factory=list)


def retell(entries: Iterable[tuple[Mapping[str, object], Mapping[str, object]]]) -> Retold:
    """Fold what each entry found (`before`) and left (`after`), in their order."""
    told = Retold()
    for before, after in entries:
        for name, found in before.items():
            if name in told.fields and told.fields[name] != found:
                told.gaps.append((name, told.fields[name], found))
        told.fields.update(after)
    return told
