"""The side navigation as data: add a line when a desk opens. Items whose address does not exist yet are left out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from aftercare.cases.queries.questions import open_for
from aftercare.cases.queries.referrals import waiting_for
from aftercare.kernel.actor import Actor
from aftercare.rows.counts import Stretch, counted_now, stretch_of
from aftercare.web.kit.figures import at_most
from aftercare.web.kit.parts import Text


@dataclass(frozen=True)
class Item:
    """A place to go. `right` is what one must hold to see it (empty: everybody), or one of `or_rights`.

    `waiting` is what waits there for this reader, and stands there as a count.
    """

    label: Text
    url_name: str
    icon: str
    right: str = ""
    waiting: Callable[[Actor], QuerySet[Any]] | None = None
    hot: bool = False
    or_rights: Sequence[str] = ()


@dataclass(frozen=True)
class Group:
    """Items under one head; a group without head stands at the foot of the rail."""

    label: Text
    items: Sequence[Item]


@dataclass(frozen=True)
class Link:
    """An item as this reader sees it now."""

    label: Text
    url: str
    icon: str
    current: bool
    count: int | str | None = None
    hot: bool = False


@dataclass(frozen=True)
class LinkGroup:
    """A group as this reader sees it now."""

    label: Text
    links: Sequence[Link]


COUNT_CAP = 999
"""Counts stop beyond it and say “999+”."""

WORK = Group(
    _("Work"),
    (
        Item(_("Service"), "service", "desk", "returns.note"),
        Item(_("Returns"), "returns-list", "return", "returns.see"),
        Item(_("Decisions"), "service-decisions", "shield", "decisions.make", waiting=waiting_for, hot=True),
        Item(_("Questions"), "service-questions", "question", "questions.answer", waiting=open_for, hot=True),
        Item(_("Refunds"), "finance-list", "wallet", "refunds.see"),
        Item(_("Dock"), "dock", "scan", "goods.see"),
        Item(_("Parcels"), "parcels", "truck", "parcels.see"),
        Item(_("Service point"), "points", "place", "points.work"),
        Item(_("Scores"), "scores", "chart", "scores.see"),
        Item(_("Ratings"), "ratings", "star", "scores.see"),
        Item(_("Stuck"), "times-stuck", "pause", "stuck.see"),
        Item(_("Times"), "times", "clock", "clocks.see"),
        Item(_("Tasks"), "duties", "check", "duties.work"),
        Item(_("Messages"), "messages", "message", "messages.see"),
        Item(_("Mail"), "inbox", "inbox", "mail.file"),
        Item(_("My returns"), "portal-list", "return", "own.cases"),
    ),
)
SETTING_UP = (
    "merchants.manage", "addresses.manage", "members.manage", "keys.manage", "journal.see", "limits.manage",
    "messages.manage", "clocks.manage",
)  # fmt: skip
FOOT = Group(
    "",
    (
        Item(_("Settings"), "settings", "gear", "reasons.manage", or_rights=SETTING_UP),
        Item(_("Kit"), "kit-gallery", "columns", "kit.see"),
    ),
)


def links(group: Group, actor: Actor | None, path: str, *, counted: bool = False) -> LinkGroup:
    """The group's items that this actor may use and that exist; the longest address that begins `path` is current.

    With `counted`, what waits behind all of them is counted in one statement.
    """
    open_items = [(item, address_of(item.url_name)) for item in group.items if _is_open(item, actor)]
    found = [(item, url) for item, url in open_items if url]
    here = max((url for _item, url in found if _holds(url, path)), key=len, default="")
    counts = _counts([item for item, _url in found], actor) if counted and actor else {}
    return LinkGroup(
        group.label,
        [Link(item.label, url, item.icon, url == here, counts.get(item.url_name), item.hot) for item, url in found],
    )


def _counts(items: Sequence[Item], actor: Actor) -> dict[str, int | str]:
    found = counted_now(_waiting(tuple(item for item in items if item.waiting), actor, COUNT_CAP + 1))
    return {name: count if count <= COUNT_CAP else at_most(count, COUNT_CAP) for name, count in found.items()}


@lru_cache(maxsize=256)
def _waiting(items: tuple[Item, ...], actor: Actor, most: int) -> dict[str, Stretch]:
    """What waits for a reader, as statements: made once, since every page asks."""
    return {item.url_name: stretch_of(item.waiting(actor), most=most) for item in items if item.waiting}


def _is_open(item: Item, actor: Actor | None) -> bool:
    return actor is not None and (not item.right or any(actor.may(right) for right in (item.right, *item.or_rights)))


def _holds(url: str, path: str) -> bool:
    return path == url or (len(url) > 1 and path.startswith(url if url.endswith("/") else f"{url}/"))


def address_of(url_name: str, *args: object) -> str:
    """The address of a page, or nothing while its desk does not exist."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""
