"""Two people over the same settings: who saves a page that began with what holds no more is told so instead."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_noop as _

from aftercare.kernel.errors import StalePage
from aftercare.rows.turns import take_turn
from aftercare.rows.whole import whole
from aftercare.web.requests import DeskRequest


class Seen:
    """What a form began with. `answers` reads it afresh as the form would show it, or as much of it as it may undo.

    The page carries its mark in the hidden field `seen` (`kit/_seen.html`); whoever sends none does not care.
    """

    def __init__(self, request: DeskRequest, answers: Callable[[], object]) -> None:
        self._answers = answers
        self._told = request.POST.get("seen", "")
        request.seen = self._told or _mark(answers())

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Save inside: one save of settings after the other, each on what its page had shown."""
        with whole():
            take_turn("aftercare settings")
            if self._told and not constant_time_compare(self._told, _mark(self._answers())):
                raise StalePage(_("This was changed meanwhile. Look at it again, then decide."))
            yield


def _mark(answers: object) -> str:
    """A digest, keyed because the answers may hold what the page does not show."""
    told = json.dumps(answers, default=_plain, sort_keys=True)
    return salted_hmac("aftercare.web.seen", told, algorithm="sha256").hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return [str(one) for one in value] if hasattr(value, "__iter__") and not isinstance(value, str) else str(value)
