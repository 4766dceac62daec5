"""Recording: the only way into the journal."""

import json
import time
from collections.abc import Iterable, Mapping, Sequence

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from aftercare.journal.models import Entry
from aftercare.journal.rules import entry_content, entry_hash
from aftercare.journal.terms import Fact, current_request
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.rows.asking import Ahead
from aftercare.rows.columns import array_text
from aftercare.rows.commands import add, memory

Tails = dict[str, tuple[int, str]]
"""The last position and hash of streams."""

BUYER = "Buyer"
WAKE_CHANNEL = "aftercare_journal"
_WAKE_EVERY_SECONDS = 0.05
_last_wake = 0.0
_TAILS, _NOTHING = "tails of streams", (0, "")

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(stream, 1)) FROM unnest(%s::text[]) AS stream"
_LOCK_FREE = """
SELECT stream FROM unnest(%s::text[]) AS stream WHERE pg_try_advisory_xact_lock(hashtextextended(stream, 1))
"""
_LAST = """
SELECT stream, last.position, last.hash FROM unnest(%s::text[]) AS stream, LATERAL (
    SELECT position, hash FROM journal_entry WHERE journal_entry.stream = stream.stream ORDER BY position DESC LIMIT 1
) AS last
"""


def record(fact: Fact) -> None:
    """Append one fact. The stream is locked until the transaction ends, so that positions follow each other."""
    record_all([fact])


def record_all(facts: Iterable[Fact]) -> None:
    """Append facts in their order; facts of one stream form one piece of its chain."""
    told = list(facts)
    tails = _tails(told)
    add(*(_entry(fact, tails) for fact in told))
    # Robust: what was committed is done, also when the connection is lost the moment after.
    transaction.on_commit(wake_readers, robust=True)


def tail_ahead(stream: str) -> tuple[Ahead, Ahead]:
    """What `record` asks about a chain, to be asked in one trip with other questions of a block."""
    told = [array_text([stream])]

    def keep(found: Sequence[tuple[str, int, str]]) -> None:
        memory().setdefault(_TAILS, {}).update(_with_empty([stream], found))

    return Ahead(_as_prepared(_LOCK), told, lambda _locked: None), Ahead(_as_prepared(_LAST), told, keep)


def lock_free(streams: Iterable[str]) -> set[str]:
    """Lock those of the streams that nobody is writing to, without waiting, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_FREE, [sorted(set(streams))])
        return {str(row[0]) for row in cursor.fetchall()}


def wake_readers() -> None:
    """Tell the worker that there is something to read; told at most 20 times a second by one process."""
    global _last_wake
    now = time.monotonic()
    if now - _last_wake < _WAKE_EVERY_SECONDS:
        return  # the reader looks once more after every wake, later than this
    _last_wake = now
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE_CHANNEL])


def _entry(fact: Fact, tails: Tails) -> Entry:
    stream = _stream(fact)
    position, previous = tails[stream]
    content = entry_content(
        at=fact.at,
        kind=fact.kind,
        actor=fact.by.key,
        actor_name=_name(fact.by),
        subject=fact.subject,
        stream=stream,
        position=position + 1,
        before=_plain(fact.before),
        after=_plain(fact.after),
        note=fact.note,
        request=current_request.get(),
    )
    digest = entry_hash(previous, content)
    tails[stream] = (position + 1, digest)
    return Entry(**{**content, "at": fact.at}, previous_hash=previous, hash=digest)


def _name(actor: Actor) -> str:
    """A colleague's name. A buyer's is left out: it must be erasable, and nothing in the journal is."""
    return BUYER if actor.kind == ActorKind.BUYER else actor.name[:200]


def _stream(fact: Fact) -> str:
    return chain_of(fact.stream, fact.subject)


def chain_of(stream: str, subject: str) -> str:
    """The chain that entries about a record stand in: its stream's, or one of its own."""
    return stream or f"alone:{subject}"


def _tails(facts: Sequence[Fact]) -> Tails:
    """The last position and hash of each stream that has entries; all are locked, in one order, until the end.

    As long as the locks hold nobody else can append, so each stream is looked up once in a transaction.
    """
    known: Tails = memory().setdefault(_TAILS, {})
    for fact in facts:
        if fact.begins_stream:
            known.setdefault(_stream(fact), _NOTHING)
    unknown = sorted({_stream(fact) for fact in facts} - known.keys())
    if unknown:
        known.update(_looked_up(unknown))
    return known


def _looked_up(streams: list[str]) -> Tails:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [streams])
        cursor.execute(_LAST, [streams])
        return _with_empty(streams, cursor.fetchall())


def _with_empty(streams: Iterable[str], found: Iterable[tuple[str, int, str]]) -> Tails:
    known = {stream: (position, digest) for stream, position, digest in found}
    return {stream: known.get(stream, _NOTHING) for stream in streams}


def _as_prepared(text: str) -> str:
    return text.replace("%s", "$1")


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    plain: dict[str, object] = json.loads(json.dumps(values, cls=DjangoJSONEncoder))
    return plain
