"""kill -9 of the worker while it sends, and many workers at once: nothing is lost, and what SMTP allows is kept."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from aftercare.customers.models import Customer
from aftercare.jobs.messages import send_due
from aftercare.journal.queries.history import broken_links
from aftercare.notifications.commands import sending
from aftercare.notifications.models import Attempt, Message
from aftercare.notifications.queries.messages import waiting_since
from aftercare.notifications.terms import Parcel
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.messages.conftest import read_journal
from tests.messages.postoffice import Clerk, Office
from tests.races.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parent.parent.parent
WORKER = "import django; django.setup(); from aftercare.jobs.messages import send_due; send_due('email')"
MESSAGES = 12


def waiting_messages(count: int) -> None:
    """So many buyers are to be told that their requests were received."""
    place = scene()
    for number in range(count):
        returning = applied(place, order(place, account=f"buyer{number}"))
        Customer.objects.filter(pk=returning.customer_id).update(email=f"buyer{number}@post.example")
    read_journal()


class Killer:
    """Kills the worker that speaks with the office, once."""

    def __init__(self, after: int) -> None:
        self.after, self.seen, self.asker = after, 0, 0

    def __call__(self, _clerk: Clerk) -> str:
        """At the given time of asking."""
        self.seen += 1
        if self.seen == self.after and self.asker:
            os.kill(self.asker, signal.SIGKILL)
            return ""
        return {"BEFORE": "go", "AFTER": "250 taken", "MAIL": "250 fine"}[self.word]

    word = "AFTER"


def run_worker(killer: Killer) -> int:
    """A worker as a process of its own; its exit code."""
    found = connection.settings_dict
    host = quote(str(found["HOST"]), safe="")
    env = {
        **os.environ,
        "DATABASE_URL": f"postgres://{found['USER']}:{found['PASSWORD']}@{host}:{found['PORT']}/{found['NAME']}",
        "DJANGO_SETTINGS_MODULE": "config.test_settings",
        "AFTERCARE_TEST_HOME": str(settings.AFTERCARE_HOME),
        "AFTERCARE_NOTHING_LEAVES": "0",
    }
    process = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=env)
    killer.asker = process.pid
    return process.wait(60)


@pytest.mark.parametrize(
    ("word", "mails"), [("MAIL", MESSAGES), ("BEFORE", MESSAGES), ("AFTER", MESSAGES + 1)], ids=str
)
def test_a_worker_killed_while_it_sends_loses_nothing_and_repeats_only_what_was_unconfirmed(
    outside: Office, word: str, mails: int
) -> None:
    waiting_messages(MESSAGES)
    killer = Killer(after=5)
    killer.word = word
    outside.hooks[word] = killer
    assert run_worker(killer) == -9
    assert sorted(Attempt.objects.values_list("outcome", flat=True)) == ["lost", *["taken"] * 4]

    Message.objects.filter(busy_until__isnull=False).update(busy_until=timezone.now() - timedelta(seconds=1))
    assert run_worker(killer) == 0
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    ids = [mail["Message-ID"] for mail in outside.read()]
    assert (len(ids), len(set(ids))) == (mails, MESSAGES), "after the final dot SMTP cannot tell: one mail, same id"
    assert list(broken_links()) == []


def test_six_workers_at_once_send_each_message_once(outside: Office) -> None:
    waiting_messages(30)
    assert at_once(6, lambda _number: send_due("email")) == {"done": 6}
    assert (len(outside.mails), len({to for _sender, to, _content in outside.mails})) == (30, 30)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_a_message_that_cannot_be_begun_waits_alone_and_says_why(
    outside: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting_messages(4)
    odd = Message.objects.order_by("due_at", "pk")[1]
    make = sending.parcel_of

    def parcel_of(message: Message, *rest: Any, **more: Any) -> Parcel:
        if message.pk == odd.pk:
            raise ValueError("no such shape")
        return make(message, *rest, **more)

    monkeypatch.setattr(sending, "parcel_of", parcel_of)
    assert send_due("email") == 3
    odd.refresh_from_db()
    assert (len(outside.mails), odd.state, odd.tries) == (3, "waiting", 0)
    assert odd.said == "It could not be begun: no such shape"
    assert odd.busy_until
    assert timedelta(minutes=59) < odd.busy_until - timezone.now() <= timedelta(hours=1)
    assert list(waiting_since(timezone.now())) == [odd], "it is due, and the check tells of it"
    assert send_due("email") == 0
    assert Attempt.objects.filter(message=odd).count() == 0
    assert set(Message.objects.exclude(pk=odd.pk).values_list("state", flat=True)) == {"sent"}
    monkeypatch.undo()
    Message.objects.filter(pk=odd.pk).update(busy_until=timezone.now())
    assert (send_due("email"), len(outside.mails)) == (1, 4)
