"""The page's timeline with its filter: everything, messages, notes, or what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.notifications.lifecycle import MESSAGE
from aftercare.returns.models import Evidence
from aftercare.web.kit.parts import ItemKind, Photo, Tab, TimelineItem
from aftercare.web.message_words import sentences_of
from aftercare.web.returns.file import File
from aftercare.web.timeline import Material, timeline

KINDS: Mapping[str, tuple[ItemKind, ...]] = {
    "messages": (ItemKind.MESSAGE,),
    "notes": (ItemKind.NOTE,),
    "events": (ItemKind.EVENT, ItemKind.SYSTEM),
}


@dataclass(frozen=True)
class Talk:
    """The items to show, and the tabs to show others."""

    items: Sequence[TimelineItem]
    tabs: Sequence[Tab]


def talk(file: File, *, show: str, query: str) -> Talk:
    """The timeline as the reader wants it; an unknown `show` means everything."""
    told = sentences_of(entry.subject for entry in file.entries if entry.kind.startswith(f"{MESSAGE.name}."))
    everything = timeline(Material(file.entries, file.notes, file.returning.currency, _photos_by_kind(file), told))
    wanted = KINDS.get(show)
    items = [item for item in everything if wanted is None or item.kind in wanted]
    labels = {"": _("All"), "messages": _("Messages"), "notes": _("Notes"), "events": _("Events")}
    tabs = [
        Tab(label, _address(file, key, query), _count(everything, key), current=key == (show if wanted else ""))
        for key, label in labels.items()
    ]
    return Talk(items, tabs)


def photos_from_buyer(file: File) -> list[Photo]:
    """What the buyer showed with his request."""
    return [_photo(proof, place) for place, proof in enumerate(file.photos, 1) if not proof.from_dock]


def _photos_by_kind(file: File) -> dict[str, list[Photo]]:
    dock = [_photo(proof, place) for place, proof in enumerate(file.photos, 1) if proof.from_dock]
    return {"returns.return.submit": photos_from_buyer(file), "returns.return.receive": dock}


def _photo(proof: Evidence, place: int) -> Photo:
    key = proof.file_id
    alt = _("Photo %(place)d from the dock") if proof.from_dock else _("Photo %(place)d from the buyer")
    return Photo(reverse("photo", args=[key]), reverse("photo-thumb", args=[key]), alt % {"place": place})


def _count(items: Sequence[TimelineItem], key: str) -> int:
    kinds = KINDS.get(key)
    return sum(1 for item in items if kinds is None or item.kind in kinds)


def _address(file: File, key: str, query: str) -> str:
    parts = [part for part in (query, f"talk={key}" if key else "") if part]
    address = reverse("return-detail", args=[file.returning.number])
    return f"{address}?{'&'.join(parts)}#talk" if parts else f"{address}#talk"
