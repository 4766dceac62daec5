"""Scans as carriers tell them: each kept once, whatever arrives twice, late, or for nobody."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record, record_all
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.org.rights import Right
from aftercare.parcels.commands.telling import follow_scans
from aftercare.parcels.models import Carrier, Parcel, Scan, ScanFile
from aftercare.parcels.queries.tracking import parcels_with
from aftercare.parcels.rules.tracking import FUTURE
from aftercare.parcels.terms import Event, Reject
from aftercare.rows.whole import whole


class CarrierOff(DomainError):
    """The carrier is switched off."""

    code = "carrier_off"


class ScanFileTooLarge(DomainError):
    """More bytes than accepted."""

    code = "scan_file_too_large"
    status = 413


@dataclass(frozen=True)
class Kept:
    """What became of scans that arrived: parcels with news, how many scans are new, and how many of these fit none."""

    parcels: Sequence[Parcel]
    new: int
    unknown: int
    repeated: int
    rejects: Sequence[Reject] = ()


@whole()
def keep_scans(carrier: Carrier, events: Sequence[Event], *, by: Actor, at: datetime) -> Kept:
    """Write down what is new, and bring the parcels that it is about up to date. Made tomorrow or later: rejected."""
    if not by.may(Right.SCANS_RECORD):
        raise NotAllowed(_("You do not have the right to do this."))
    if not carrier.is_enabled:
        raise CarrierOff(_("This carrier is switched off."))
    good = [event for event in events if event.at <= at + FUTURE]
    new = _write(carrier, good, by=by, at=at)
    parcels, known = _attributed(new, [_refresh(parcel) for parcel in _parcels_of(carrier, new)])
    _tell(new, parcels, by=by, at=at)
    return Kept(
        parcels=parcels,
        new=len(new),
        unknown=sum(scan.pk not in known for scan in new),
        repeated=len(good) - len(new),
        rejects=[
            Reject(event.line, _("“%(value)s” is still to come."), {"value": event.at.isoformat()})
            for event in events
            if event.at > at + FUTURE
        ],
    )


@whole()
def open_file(carrier: Carrier, content: bytes, name: str, *, by: Actor, at: datetime) -> ScanFile | None:
    """A file about to be taken in, with nothing counted yet; None when the same content was taken in before."""
    if not by.may(Right.SCANS_RECORD) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))
    if len(content) > settings.MAX_SCAN_FILE_BYTES:
        megabytes = settings.MAX_SCAN_FILE_BYTES // 1024**2
        raise ScanFileTooLarge(_("The file is larger than %(mb)d MB."), field="file", mb=megabytes)
    file, made = ScanFile.objects.get_or_create(
        carrier=carrier,
        sha256=digest(content),
        defaults={
            "name": name[:200],
            "kept": 0,
            "known_before": 0,
            "imported_at": at,
            "imported_by": by.key,
            "imported_by_name": by.name,
        },
    )
    return file if made else None


def digest(content: bytes) -> str:
    """By what a file is known again."""
    return hashlib.sha256(content).hexdigest()


def close_file(file: ScanFile, kept: Kept, rejects: Sequence[Reject], *, by: Actor, at: datetime) -> ScanFile:
    """Write down what came of a file."""
    file.kept, file.known_before = kept.new, kept.repeated
    file.rejects = [[one.place, one.sentence, dict(one.facts)] for one in (*rejects, *kept.rejects)][:1000]
    file.save(update_fields=["kept", "known_before", "rejects"])
    after = {"name": file.name, "kept": kept.new, "known_lines": kept.repeated, "rejected": len(file.rejects)}
    record(Fact("parcels.scanfile.import", f"parcels.scanfile:{file.pk}", by, at, after=after))
    return file


def say_whose(scan: Scan, merchant_id: int) -> None:
    """The scans of this number that nobody has yet are about this merchant's parcel, whoever else claims it."""
    same = Scan.objects.filter(carrier=scan.carrier_id, tracking_number=scan.tracking_number, merchant=None)
    same.update(merchant=merchant_id)


@whole()
def set_aside(scan: Scan, *, by: Actor, at: datetime) -> None:
    """A number that is not ours: its scans are kept, and shown no more."""
    if not by.may(Right.SCANS_RECORD) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))
    same = Scan.objects.filter(carrier=scan.carrier_id, tracking_number=scan.tracking_number, is_known=False)
    same.update(is_set_aside=True)
    after = {"tracking_number": scan.tracking_number}
    record(Fact("parcels.scan.set_aside", f"parcels.scan:{scan.pk}", by, at, after=after))


def _write(carrier: Carrier, events: Iterable[Event], *, by: Actor, at: datetime) -> list[Scan]:
    """The scans that nobody had told before; of two posts of the same event at once only one is told that it is new."""
    once = sorted({event.event_id: event for event in events}.items())
    if not once:
        return []
    rows = [event for _id, event in once]
    values: list[list[Any]] = [
        [event.event_id for event in rows],
        [event.tracking_number for event in rows],
        [str(event.status) for event in rows],
        [event.at for event in rows],
        [event.place for event in rows],
        [event.note for event in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [carrier.pk, at, by.name[:200], *values])
        new = [pk for (pk,) in cursor.fetchall()]
    return list(Scan.objects.filter(pk__in=new).order_by("pk"))


def _parcels_of(carrier: Carrier, scans: Iterable[Scan]) -> list[Parcel]:
    numbers = sorted({scan.tracking_number for scan in scans})
    return [parcel for number in numbers for parcel in parcels_with(carrier, number)]


def _attributed(new: Iterable[Scan], parcels: Iterable[Parcel]) -> tuple[list[Parcel], set[int]]:
    """The parcels that some of the new scans are about, and the ids of these; a contested number is about none."""
    owned = Scan.objects.filter(pk__in=[scan.pk for scan in new], merchant__isnull=False)
    owners = {pk: (merchant, number) for pk, merchant, number in owned.values_list("pk", "merchant", "tracking_number")}
    told = set(owners.values())
    return [one for one in parcels if (one.merchant_id, one.tracking_number) in told], set(owners)


def _refresh(parcel: Parcel) -> Parcel:
    return follow_scans(
        Parcel.objects.select_for_update(of=("self",), no_key=True).select_related("case", "carrier").get(pk=parcel.pk)
    )


def _tell(scans: Sequence[Scan], parcels: Sequence[Parcel], *, by: Actor, at: datetime) -> None:
    by_number = {parcel.tracking_number: parcel for parcel in parcels}
    record_all(
        Fact(
            "parcels.scan.keep",
            f"parcels.scan:{scan.pk}",
            by,
            at,
            stream=by_number[scan.tracking_number].stream,
            after={"status": scan.status, "at": scan.at, "place": scan.place},
            note=scan.note,
        )
        for scan in scans
        if scan.tracking_number in by_number
    )


_INSERT = """
    INSERT INTO parcels_scan (
        carrier_id, received_at, written_by, event_id, tracking_number, status, at, place, note, is_known, is_set_aside
    )
    SELECT %s, %s, %s, told.*, false, false
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[]) AS told
    ON CONFLICT (carrier_id, event_id) DO NOTHING
    RETURNING id
"""
