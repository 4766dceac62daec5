"""Refunds that gateways pay, on an installation of their own, and a bank that has everything killed around them."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from aftercare.billing.commands.gateways import GatewayChoice, set_gateway
from aftercare.billing.models import Refund
from aftercare.billing.terms import GatewayKind
from aftercare.flow.paying_out import hand_to_gateway
from aftercare.org.roles import Role
from tests.cli.conftest import Installation
from tests.factories.people import CASHIER, MONDAY, actor
from tests.factories.shop import order, scene
from tests.factories.stories import to_pay
from tests.gateways.bank import SECRET, Handler

BEFORE, AFTER = "unpaid", "paid"
"""Two merchants with a gateway each: the kill comes before the first has paid, and after the second has."""
EACH = 4
_INSIDE = (
    "import sys; from aftercare.cli.inside import perform; perform('tests.kill.paying:' + sys.argv[1], *sys.argv[2:])"
)


def open_refunds(url: str) -> None:
    """Run inside the installation: some refunds for each merchant, all told to the gateways at the same moment."""
    made = [refund for code in (BEFORE, AFTER) for refund in _to_pay(code, f"{url}/{code}")]
    with transaction.atomic():
        for refund in made:
            hand_to_gateway(refund, by=CASHIER, at=MONDAY)


def _to_pay(code: str, url: str) -> list[Refund]:
    place = scene(code)
    made = [to_pay(place, order(place), 1) for _n in range(EACH)]
    choice = GatewayChoice(GatewayKind.HTTP, url, SECRET, 30)
    set_gateway(place.merchant, choice, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    return made


def open_shop() -> None:
    """Run inside an installation that was told of no refunds: the shop alone."""
    scene(AFTER)


def open_refunds_in(installation: Installation, url: str) -> None:
    """The same, from outside."""
    _inside(installation, "open_refunds", url)


def open_shop_in(installation: Installation) -> None:
    """The shop alone, from outside."""
    _inside(installation, "open_shop")


def _inside(installation: Installation, *words: str) -> None:
    command = [sys.executable, "-c", _INSIDE, *words]
    done = subprocess.run(command, env=installation.env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _events() -> dict[str, threading.Event]:
    return {BEFORE: threading.Event(), AFTER: threading.Event()}


@dataclass
class Killer:
    """A bank's manner: once both merchants have a payment in hand, all those processes die; from then on it pays."""

    victims: Callable[[], Iterable[int]]
    in_hand: dict[str, threading.Event] = field(default_factory=_events)
    has_killed: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, handler: Handler, told: dict[str, Any]) -> None:
        """Take a question."""
        if self.has_killed.is_set():
            handler.answer(200, handler.bank.pay(told))
            return
        code = BEFORE if handler.path.endswith(f"/{BEFORE}") else AFTER
        if code == AFTER:
            handler.bank.pay(told)
        self.in_hand[code].set()
        if all(event.wait(25) for event in self.in_hand.values()):
            self._kill()
        handler.close_connection = True

    def _kill(self) -> None:
        with self.lock:
            if self.has_killed.is_set():
                return
            pids = list(self.victims())
            assert all(pids), "a pid of 0 would be this very group"
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            self.has_killed.set()
