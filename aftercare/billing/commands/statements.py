"""Taking in statements, matching them with our payouts both ways, settling what differs."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from aftercare.billing.lifecycle import DIFFERENCE
from aftercare.billing.models import Difference, Payout, Statement, StatementLine
from aftercare.billing.queries.statements import payouts_named, payouts_no_statement_shows
from aftercare.billing.rules.matching import match
from aftercare.billing.rules.statement_csv import Unreadable, read_statement
from aftercare.billing.terms import Booked, DifferenceKind, DifferenceState, Finding, StatementRow
from aftercare.journal.commands.recording import record, record_all
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.moves.commands import check_version, locked, move
from aftercare.org.rights import Right
from aftercare.rows.turns import take_turn
from aftercare.rows.whole import whole

_TURN = "billing.statements"
"""Two imports at once would both find the same payout free."""
_CHUNK = 2000


class BadStatement(DomainError):
    """The file cannot be read; nothing of it was taken in."""

    code = "bad_statement"


class StatementTooLarge(DomainError):
    """More bytes than accepted."""

    code = "statement_too_large"
    status = 413


class NoteMissing(DomainError):
    """A difference is settled with words."""

    code = "note_missing"


class OwnPayout(NotAllowed):
    """Who paid does not decide that it was right."""

    code = "own_payout"


@dataclass(frozen=True)
class TakenIn:
    """What an import did. A file that was there already is `is_new` no more, and nothing was done."""

    statement: Statement
    is_new: bool
    matched: int = 0
    differences: int = 0


@whole()
def import_statement(content: bytes, name: str, *, by: Actor, at: datetime) -> TakenIn:
    """Take a statement in and match it. The same file changes nothing, a booking that another file told neither."""
    if not by.may(Right.STATEMENTS_SETTLE) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))
    rows = _read(content)
    take_turn(_TURN)
    digest = hashlib.sha256(content).hexdigest()
    found = Statement.objects.filter(sha256=digest).first()
    if found:
        return TakenIn(found, is_new=False)
    statement = Statement.objects.create(
        sha256=digest,
        name=name[:200],
        lines=len(rows),
        known_lines=0,
        imported_at=at,
        imported_by=by.key,
        imported_by_name=by.name,
    )
    statement.known_lines = len(rows) - _keep(statement, rows)
    statement.save(update_fields=["known_lines"])
    after = {"name": statement.name, "lines": statement.lines, "known_lines": statement.known_lines}
    record(Fact("billing.statement.import", f"billing.statement:{statement.pk}", by, at, after=after))
    matched, differing = _match(StatementLine.objects.filter(statement=statement).order_by("pk"), by=by, at=at)
    return TakenIn(statement, is_new=True, matched=matched, differences=differing)


@whole()
def reconcile(*, by: Actor, at: datetime) -> int:
    """Look again at what was unknown, and for payouts that no statement shows; returns how many of these are new."""
    take_turn(_TURN)
    _clear_unknown(by=by, at=at)
    _clear_missing(by=by, at=at)
    missing = [
        _difference(DifferenceKind.MISSING, payout=payout, at=at)
        for payout in payouts_no_statement_shows(days=settings.STATEMENT_DAYS)
    ]
    _tell(missing, by=by, at=at)
    return len(missing)


@whole()
def settle_difference(
    difference: Difference, note: str, *, seen: int | None = None, by: Actor, at: datetime
) -> Difference:
    """Somebody has looked and says what it was, once. Who recorded the payout leaves that to somebody else."""
    payout = difference.payout
    if not by.may(Right.STATEMENTS_SETTLE) or not (payout is None or by.serves(payout.refund.merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
    if payout and payout.paid_by == by.key:
        raise OwnPayout(_("You recorded this payout yourself, so somebody else must settle the difference."))
    words = note.strip()[:500]
    if not words:
        raise NoteMissing(_("Write down what it was."), field="note")
    difference = locked(difference)
    check_version(difference, seen)
    return _end(difference, "settle", words, by=by, at=at)


def _read(content: bytes) -> list[StatementRow]:
    if len(content) > settings.MAX_STATEMENT_BYTES:
        megabytes = settings.MAX_STATEMENT_BYTES // 1024**2
        raise StatementTooLarge(_("The file is larger than %(mb)d MB."), field="file", mb=megabytes)
    try:
        return read_statement(content)
    except Unreadable as bad:
        raise BadStatement(bad.sentence, field="file", line=bad.line, **bad.facts) from bad


def _keep(statement: Statement, rows: Sequence[StatementRow]) -> int:
    """Write down the bookings that no other file has told; returns how many."""
    lines = [_line(statement, row) for row in rows]
    StatementLine.objects.bulk_create(lines, batch_size=_CHUNK, ignore_conflicts=True)
    return StatementLine.objects.filter(statement=statement).count()


def _line(statement: Statement, row: StatementRow) -> StatementLine:
    facts = [row.booked_on, row.reference, row.amount_minor, row.currency, row.direction, row.text, row.nth]
    return StatementLine(
        statement=statement,
        place=row.place,
        booked_on=row.booked_on,
        reference=row.reference,
        amount_minor=row.amount_minor,
        currency=row.currency,
        direction=row.direction,
        text=row.text,
        digest=hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest(),
    )


def _match(lines: Iterable[StatementLine], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Find the payout of every line; returns how many agree and how many differ."""
    rows = {line.pk: line for line in lines}
    findings = _findings(rows.values())
    agreed = [finding for finding in findings if finding.kind is None]
    for finding in agreed:
        rows[finding.line_id].payout_id = finding.payout_id
    StatementLine.objects.bulk_update([rows[one.line_id] for one in agreed], ["payout"], batch_size=_CHUNK)
    differing = [_differing(rows[one.line_id], one, at=at) for one in findings if one.kind]
    _tell(differing, by=by, at=at)
    return len(agreed), len(differing)


def _findings(lines: Iterable[StatementLine]) -> list[Finding]:
    booked = [Booked(one.pk, one.reference, one.amount_minor, one.currency, one.direction) for one in lines]
    names = sorted({line.reference for line in booked})
    payouts = [one for n in range(0, len(names), _CHUNK) for one in payouts_named(names[n : n + _CHUNK])]
    return match(booked, payouts)


def _clear_unknown(*, by: Actor, at: datetime) -> None:
    """Bookings that nobody knew, whose payout was recorded since."""
    opened = Difference.objects.filter(kind=str(DifferenceKind.UNKNOWN), state=str(DifferenceState.OPEN))
    waiting = {one.line_id: one for one in opened.select_related("line") if one.line}
    for finding in _findings([one.line for one in waiting.values() if one.line]):
        if finding.kind is None:
            StatementLine.objects.filter(pk=finding.line_id).update(payout=finding.payout_id)
            _end(waiting[finding.line_id], "clear", "", by=by, at=at, payout_id=finding.payout_id)


def _clear_missing(*, by: Actor, at: datetime) -> None:
    """Payouts that were missing and that a later statement shows."""
    opened = Difference.objects.filter(kind=str(DifferenceKind.MISSING), state=str(DifferenceState.OPEN))
    for difference in opened.filter(payout__booking__isnull=False):
        _end(difference, "clear", "", by=by, at=at)


def _end(
    difference: Difference, action: str, note: str, *, by: Actor, at: datetime, payout_id: int | None = None
) -> Difference:
    ends: dict[str, Any] = {"settled_at": at, "settled_by": by.key, "settled_by_name": by.name, "settled_note": note}
    if payout_id:
        ends["payout_id"] = payout_id
    return move(difference, action, DIFFERENCE, by=by, at=at, note=note, **ends)


def _differing(line: StatementLine, finding: Finding, *, at: datetime) -> Difference:
    kind = finding.kind or DifferenceKind.UNKNOWN
    payout = Payout.objects.select_related("refund").get(pk=finding.payout_id) if finding.payout_id else None
    return _difference(kind, line=line, payout=payout, at=at)


def _difference(
    kind: DifferenceKind, *, line: StatementLine | None = None, payout: Payout | None = None, at: datetime
) -> Difference:
    opened = DifferenceState.OPEN
    return Difference(kind=kind, line=line, payout=payout, found_at=at, state=opened, state_since=at)


def _tell(found: Sequence[Difference], *, by: Actor, at: datetime) -> None:
    """Keep the differences, each with its entry in the journal."""
    made = Difference.objects.bulk_create(found, batch_size=_CHUNK)
    record_all(
        Fact(
            "billing.difference.find",
            one.label,
            by,
            at,
            stream=one.stream,
            after={"kind": one.kind, "payout": one.payout_id, "line": one.line_id},
        )
        for one in made
    )
