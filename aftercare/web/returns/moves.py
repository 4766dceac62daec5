"""What the reader may do with a return now, as buttons; and what is kept from him, with the reason."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.returns.terms import WITHOUT_GOODS, State
from aftercare.web.kit.navigation import address_of
from aftercare.web.kit.parts import Move, Text
from aftercare.web.returns.file import REVIEWS, File
from aftercare.web.words import ACTION, PLAYED

DIALOGS = {
    "reject": ("return-reject", "r", "danger"),
    "resend": ("service-resend", "", ""),
    "lose": ("return-lose", "", "danger"),
    "cancel": ("return-cancel", "", "danger"),
    "refund_instead": ("return-instead", "", "danger"),
    "book_pickup": ("return-pickup", "p", ""),
    "change_pickup": ("return-pickup-change", "p", ""),
    "call_off_pickup": ("return-pickup-off", "", ""),
    "miss_pickup": ("return-pickup-missed", "", ""),
    "ship": ("return-ship", "t", ""),
    "correct_tracking": ("return-ship", "t", ""),
}
"""Moves with a dialog of this desk: address, key, style."""


HAS_SLIP = frozenset(set(State) - {State.SUBMITTED, State.REJECTED, State.CANCELLED, State.LAPSED})


@dataclass(frozen=True)
class Moves:
    """Buttons of the head in the order of use, locked ones, papers for the menu, and why something is locked."""

    buttons: list[Move]
    locked: list[Move]
    papers: list[Move]
    reason: Text = ""


def moves(file: File, *, query: str) -> Moves:
    """The buttons of this page; `query` keeps the way back to the list."""
    buttons = [_button(file, action, query) for action in file.actions]
    locked = [Move(ACTION[action].label, refused=PLAYED[duty]) for action, duty in file.locked.items()]
    reason = next((PLAYED[duty] for duty in file.locked.values()), "")
    return Moves(_in_order(file, [found for found in buttons if found]), locked, _papers(file), reason)


def _button(file: File, action: str, query: str) -> Move | None:
    word = ACTION[action]
    if action in REVIEWS:
        return Move(word.label, "#decide", word.icon, key="a")
    if action in DIALOGS:
        name, key, style = DIALOGS[action]
        url = reverse(name, args=[file.returning.number])
        return Move(word.label, f"{url}?{query}" if query else url, word.icon, key=key, style=style, dialog=True)
    return _link_to_desk(file, action)


def _link_to_desk(file: File, action: str) -> Move | None:
    """Moves of other desks are made there; refusing and sending back stand beside their friendlier halves."""
    word, found = ACTION[action], file.returning.number
    if action in ("receive", "inspect"):
        desk = address_of("dock-count", found)
        return Move(word.label, desk, word.icon) if desk else None
    if action in ("start_refund", "complete"):
        desk = address_of("finance-detail", found)
        return Move(word.label, desk, word.icon) if desk else None
    return None


def _in_order(file: File, found: list[Move]) -> list[Move]:
    """Quiet ways out first, the main move last; it is the one primary button unless the page holds a review."""
    ordered = [move for move in found if move.style == "danger"] + [move for move in found if move.style != "danger"]
    if file.review or not ordered or ordered[-1].style == "danger":
        return ordered
    last = ordered[-1]
    return [*ordered[:-1], Move(last.label, last.url, last.icon, last.key, "primary", last.dialog)]


def _papers(file: File) -> list[Move]:
    has_slip = file.returning.state in HAS_SLIP and file.returning.kind not in WITHOUT_GOODS
    slip = address_of("return-slip", file.returning.number) if has_slip else ""
    return [Move(_("Return slip, PDF"), slip, "print")] if slip else []
