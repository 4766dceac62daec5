"""One message, address or entry that breaks its reader never stops the others."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from aftercare.customers.models import Customer
from aftercare.jobs import messages
from aftercare.jobs.messages import send_due
from aftercare.jobs.subscriptions import Subscription
from aftercare.journal.models import Cursor, Entry
from aftercare.journal.queries.history import broken_links
from aftercare.notifications.channels.email.smtp import SmtpLine
from aftercare.notifications.commands import telling
from aftercare.notifications.commands.again import NoAddress, send_again
from aftercare.notifications.commands.own_mail import post
from aftercare.notifications.commands.sending import Claim, Next, Sent, go_on, take_in_hand
from aftercare.notifications.models import Attempt, Block, Message
from aftercare.notifications.queries.facts import Cause
from aftercare.notifications.terms import Connection, Event, Outcome, Parcel, Receipt
from tests.factories.people import AGENT, MONDAY
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.messages.conftest import read_journal
from tests.messages.postoffice import Office
from tests.messages.test_killed import waiting_messages
from tests.reading import read_next

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "a" * 60 + "@" + ".".join(["b" * 60] * 3) + ".example"


def in_turn() -> list[int]:
    """The messages, the one that waits longest first."""
    return list(Message.objects.order_by("due_at", "pk").values_list("pk", flat=True))


def poison(address: str) -> Message:
    """The first message in turn goes to this address."""
    first = Message.objects.get(pk=in_turn()[0])
    Message.objects.filter(pk=first.pk).update(address=address, due_at=timezone.now() - timedelta(hours=1))
    return first


def test_an_address_too_long_to_keep_stops_nobody_elses_messages(outside: Office) -> None:
    place = scene()
    for account, address in (("bad", LONG), ("good", "good@post.example")):
        returning = applied(place, order(place, account=account))
        Customer.objects.filter(pk=returning.customer_id).update(email=address)
    read_journal()
    told = Message.objects.filter(event="received").order_by("pk").values_list("address", "state", "why")
    assert list(told) == [("", "dropped", "undeliverable"), ("good@post.example", "waiting", "")]
    with pytest.raises(NoAddress):
        send_again(Message.objects.get(state="dropped"), by=AGENT, at=MONDAY)


def test_a_mail_of_the_sign_in_is_never_sent_to_a_part_of_an_address(outside: Office) -> None:
    made = post(LONG, "A new password", "…", at=MONDAY)
    assert (made.address, made.state, made.why) == ("", "dropped", "undeliverable")


def test_an_entry_that_cannot_be_told_is_set_aside_and_the_others_are_told(
    outside: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place = scene()
    bad, good = (applied(place, order(place, account=account)) for account in ("bad", "good"))
    Customer.objects.filter(pk=good.customer_id).update(email="good@post.example")
    usual = telling.Teller.tell

    def broken(self: telling.Teller, event: Event, cause: Cause) -> None:
        if cause.case and cause.case.pk == bad.case_id:
            raise RuntimeError("What it says cannot be read.")
        usual(self, event, cause)

    monkeypatch.setattr(telling.Teller, "tell", broken)
    read_journal()
    assert list(Message.objects.values_list("address", flat=True)) == ["good@post.example"]
    assert "The subscriber “messages” sets entries" in caplog.text
    assert Cursor.objects.get(name="messages").entry == Entry.objects.order_by("pk").last().pk  # type: ignore[union-attr]


def test_a_fault_that_meets_every_entry_is_in_none_of_them_and_the_reader_keeps_its_place(db: None) -> None:
    def broken(_entries: Sequence[Entry]) -> None:
        raise RuntimeError("the subscriber broke")

    place = scene()
    applied(place, order(place))
    with pytest.raises(RuntimeError):
        read_next("test", Subscription("test", broken).take)
    assert not Cursor.objects.filter(name="test").exists()


@pytest.mark.parametrize("bad", ["lin@straße.example", "lin@..ü", "a@[b", "nobody"])
def test_an_address_that_no_server_can_be_told_is_blocked_and_the_others_are_sent(outside: Office, bad: str) -> None:
    waiting_messages(4)
    first = poison(bad)
    assert send_due("email") == 4
    first.refresh_from_db()
    assert (first.state, len(outside.mails)) == ("failed", 3)
    assert Attempt.objects.get(message=first).outcome == "bad_address"
    assert list(Block.objects.values_list("address", "reason")) == [(bad, "undeliverable")]


def parcel(**given: str) -> Parcel:
    """A mail to somebody."""
    told = {"key": "k", "to": "lin@post.example", "to_name": "Lin", "language": "en", "subject": "s", "body": "b"}
    return Parcel(**{"sender": "service@shop.example", "message_id": "<1@x>", **told, **given}, at=MONDAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("sender", ["sérvice@shop.example", "a@[b"])
def test_a_sender_that_cannot_be_told_is_not_the_recipients_fault(office: Office, sender: str) -> None:
    line = SmtpLine(Connection("email", host="127.0.0.1", port=office.port, timeout_seconds=2))
    assert line.send(parcel(sender=sender)).outcome == Outcome.OUR_FAULT
    assert line.send(parcel()).outcome == Outcome.TAKEN
    line.close()


def test_whatever_breaks_while_it_is_handed_over_is_a_receipt(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: object, _content: bytes) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr("smtplib.SMTP.data", broken)
    line = SmtpLine(Connection("email", host="127.0.0.1", port=office.port, timeout_seconds=2))
    assert line.send(parcel()).outcome == Outcome.UNCLEAR


def test_a_line_that_raises_all_the_same_costs_one_message_its_try(
    outside: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting_messages(3)
    first, usual = in_turn()[0], SmtpLine.send
    mark = Message.objects.get(pk=first).address

    def broken(self: SmtpLine, told: Parcel) -> object:
        if told.to == mark:
            raise RuntimeError("odd")
        return usual(self, told)

    monkeypatch.setattr(SmtpLine, "send", broken)
    assert send_due("email") == 3
    assert (len(outside.mails), Attempt.objects.get(message=first).outcome) == (2, "unclear")


def test_a_message_over_which_workers_died_is_given_up_before_it_is_begun_again(outside: Office) -> None:
    waiting_messages(2)
    deadly = Message.objects.get(pk=in_turn()[0])
    for _ in range(3):
        Attempt.objects.create(message=deadly, at=MONDAY, outcome=Outcome.LOST)
    Message.objects.filter(pk=deadly.pk).update(tries=3)
    send_due("email")
    deadly.refresh_from_db()
    assert (deadly.state, deadly.attempts.count(), len(outside.mails)) == ("failed", 3, 1)
    send_again(deadly, by=AGENT, at=MONDAY)
    send_due("email")
    assert len(outside.mails) == 2, "a colleague's word counts anew"


def test_the_time_of_a_job_is_looked_at_for_each_message_and_the_rest_is_let_go(
    outside: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting_messages(6)
    seconds = iter([0.0, 1.0, 2.0, 13.0])
    monkeypatch.setattr(messages, "_now", lambda: next(seconds))
    queued: list[str] = []
    monkeypatch.setattr(messages, "queue", queued.append)
    assert send_due("email") == 2
    assert (len(outside.mails), Message.objects.filter(state="sent").count(), queued) == (2, 2, ["email"])
    assert Message.objects.filter(state="waiting", busy_until=None).count() == 4


def test_a_hand_that_breaks_is_let_go(outside: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting_messages(4)

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr(messages, "go_on", broken)
    assert send_due("email") == 0
    assert Message.objects.filter(state="waiting", busy_until=None).count() == 1, "three in a row, and it pauses"
    assert sorted(set(Message.objects.values_list("said", flat=True))) == ["", "It could not be begun: odd"]


def test_a_database_that_is_away_is_no_messages_fault(outside: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting_messages(3)

    def broken(*_given: object, **_named: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(messages, "go_on", broken)
    before = list(Message.objects.order_by("pk").values_list("due_at", "said"))
    with pytest.raises(OperationalError):
        send_due("email")
    assert list(Message.objects.filter(busy_until=None).order_by("pk").values_list("due_at", "said")) == before


def test_an_end_is_written_into_the_chain_of_its_case_in_a_transaction_of_its_own(outside: Office) -> None:
    """Two workers that each note a case and drop a message of the other's would wait for each other's chains."""
    waiting_messages(2)
    pks = in_turn()
    Block.objects.create(address="buyer1@post.example", reason="excluded", made_at=MONDAY, made_by="x")
    Block.objects.create(address="buyer0@post.example", reason="excluded", made_at=MONDAY, made_by="x")
    hand = take_in_hand("email", most=2, at=timezone.now())
    Block.objects.filter(address=hand.messages[0][1]).delete()
    way = Connection("email", sender="service@shop.example")
    first, second = (Next(pk, address, hand.until, way) for pk, address in hand.messages)
    claim = go_on(None, first, at=timezone.now())
    assert claim
    assert claim.parcel
    put_off = go_on(Sent(claim, Receipt(Outcome.TAKEN)), second, at=timezone.now())
    assert put_off == Claim(pks[1], is_put_off=True)
    assert list(Message.objects.order_by("due_at", "pk").values_list("state", flat=True)) == ["sent", "waiting"]
    assert go_on(None, second, at=timezone.now()) == Claim(pks[1])
    assert Message.objects.get(pk=pks[1]).state == "dropped"


def test_a_worker_that_has_something_put_off_ends_it_all_the_same(outside: Office) -> None:
    waiting_messages(4)
    Block.objects.create(address="buyer2@post.example", reason="excluded", made_at=MONDAY, made_by="x")
    assert send_due("email") == 4
    assert sorted(Message.objects.values_list("state", flat=True)) == ["dropped", "sent", "sent", "sent"]
    assert (len(outside.mails), list(broken_links())) == (3, [])
