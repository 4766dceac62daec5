"""What a mail server refuses: only “there is no such address” is held against the address; our own faults are seen."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.cli.message_looks import messages_look
from aftercare.customers.models import Customer
from aftercare.jobs.messages import send_due
from aftercare.notifications.channels.email.smtp import SmtpLine
from aftercare.notifications.commands.again import send_again
from aftercare.notifications.commands.inbound import take_mail
from aftercare.notifications.models import Attempt, Block, Message
from aftercare.notifications.queries.messages import sent_back
from aftercare.notifications.rules.refusals import code_in, is_no_such_address, leaves_address_open
from aftercare.notifications.terms import Connection, Outcome
from aftercare.org.roles import Role
from tests.factories.people import AGENT, MONDAY, member
from tests.factories.shop import order, scene
from tests.factories.stories import applied
from tests.messages.conftest import SENDER, read_journal
from tests.messages.postoffice import Office
from tests.messages.test_inbound import bounced
from tests.messages.test_poison import parcel
from tests.messages.test_sending import wait_over

pytestmark = pytest.mark.django_db(transaction=True)
BUYER = "lin@post.example"


@pytest.fixture
def message(outside: Office) -> Message:
    """One mail that waits for its turn."""
    place = scene()
    returning = applied(place, order(place))
    Customer.objects.filter(pk=returning.customer_id).update(email=BUYER)
    read_journal()
    return Message.objects.get()


def sent(message: Message) -> tuple[str, str, int]:
    """How it stands after a try, what the try came to, and how many addresses are blocked."""
    send_due("email")
    message.refresh_from_db()
    return str(message.state), Attempt.objects.order_by("pk").last().outcome, Block.objects.count()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "said",
    ["550 Sender rejected", "550 5.1.0 no", "553 5.1.8 Domain of sender does not resolve", "530 5.7.0 sign in first"],
)
def test_a_refused_sender_is_ours_to_mend_and_the_mail_waits_for_it(
    message: Message, outside: Office, said: str
) -> None:
    outside.hooks["MAIL"] = lambda _clerk: said
    assert sent(message) == ("waiting", "our_fault", 0)
    assert [line for line in outside.lines if line.upper().startswith("RCPT")] == []
    outside.hooks.clear()
    wait_over()
    assert sent(message) == ("sent", "taken", 0)


@pytest.mark.parametrize(
    "said",
    ["550 5.1.8 sender domain not found", "550 5.1.7 bad sender", f"550 5.1.0 <{SENDER}>: User unknown in local table"],
)
def test_a_sender_that_is_refused_with_the_recipient_is_ours_to_mend(
    message: Message, outside: Office, said: str
) -> None:
    outside.hooks["RCPT"] = lambda _clerk: said
    assert sent(message) == ("waiting", "our_fault", 0)


@pytest.mark.parametrize(
    "said",
    ["550 5.7.1 relaying denied", "552 5.2.2 mailbox full", "550 5.2.2 mailbox full", "553 5.3.4 too large", "554 no"],
)
def test_a_recipient_whom_the_server_does_not_want_now_is_not_blocked(
    message: Message, outside: Office, said: str
) -> None:
    outside.hooks["RCPT"] = lambda _clerk: said
    assert sent(message) == ("failed", "refused", 0)


@pytest.mark.parametrize(
    "said",
    ["550 no such user", "550 5.1.1 unknown", "551 moved", "553 5.1.3 bad", f"550 5.1.1 <{BUYER}> unknown to {SENDER}"],
)
def test_a_recipient_who_does_not_exist_is_blocked(message: Message, outside: Office, said: str) -> None:
    outside.hooks["RCPT"] = lambda _clerk: said
    assert sent(message) == ("failed", "bad_address", 1)


@pytest.mark.parametrize("said", ["550 looks like spam", "550 5.6.0 bad content", "553 no", "550 5.1.1 no such user"])
def test_what_is_refused_after_the_mail_was_told_blocks_nobody(message: Message, outside: Office, said: str) -> None:
    outside.hooks["BEFORE"] = lambda _clerk: said
    assert sent(message) == ("failed", "refused", 0)


@pytest.mark.parametrize(
    ("status", "blocked"),
    [
        ("5.1.1", 1), ("5.1.10", 1), ("5.0.0", 1), ("5", 1), ("5.7.1", 0), ("5.2.2", 0), ("5.3.4", 0), ("5.4.4", 0),
        ("5.1.8", 0),
    ],
)  # fmt: skip
def test_what_came_back_blocks_only_an_address_that_does_not_exist(
    message: Message, outside: Office, status: str, blocked: int
) -> None:
    sent(message)
    [ours] = outside.read()
    mail = take_mail(bounced(str(ours["Message-ID"]), status=status), at=MONDAY)
    message.refresh_from_db()
    assert (mail.state, message.state, Block.objects.count()) == ("bounce", "bounced", blocked)


def test_that_we_are_not_let_send_is_seen_until_something_is_taken(message: Message, outside: Office) -> None:
    agent, administrator = Client(), Client()
    agent.force_login(member(Role.AGENT))
    administrator.force_login(member(Role.ADMINISTRATOR))
    pages = ((agent, "messages"), (administrator, "settings-messages"))
    outside.hooks["MAIL"] = lambda _clerk: "550 Sender rejected"
    sent(message)
    assert ["550 Sender rejected" in browser.get(reverse(page)).text for browser, page in pages] == [True, True]
    assert "We are not let send (email): 550 Sender rejected" in [one.sentence for one in messages_look()]
    outside.hooks.clear()
    wait_over()
    sent(message)
    assert ["550 Sender rejected" in browser.get(reverse(page)).text for browser, page in pages] == [False, False]
    assert not [one for one in messages_look() if "not let send" in one.sentence]


def came_back(outside: Office, status: str, *, said: str = "550 5.1.8 sender domain not found") -> None:
    """The last mail that was taken is sent back."""
    ours = outside.read()[-1]
    report = bounced(str(ours["Message-ID"]), status=status).replace(b"550 5.1.1 no such user", said.encode())
    take_mail(report.replace(b"<dsn@mx>", f"<{len(outside.mails)}@mx>".encode()), at=timezone.now())


def told_of() -> list[bool]:
    """Whether the log, the settings and the check say that mail comes back because of us."""
    agent, administrator = Client(), Client()
    agent.force_login(member(Role.AGENT))
    administrator.force_login(member(Role.ADMINISTRATOR))
    pages = ((agent, "messages"), (administrator, "settings-messages"))
    sentence = "We are not let send: mail comes back, since our own address is refused."
    checked = [one.sentence for one in messages_look() if "mail comes back" in one.sentence]
    return [*(sentence in browser.get(reverse(page)).text for browser, page in pages), bool(checked)]


def another() -> Message:
    """A mail to a buyer of another merchant, made later."""
    place = scene("lumen")
    returning = applied(place, order(place))
    Customer.objects.filter(pk=returning.customer_id).update(email=BUYER)
    read_journal()
    return Message.objects.latest("pk")


def later(**since: float) -> datetime:
    """From now."""
    return timezone.now() + timedelta(**since)


@pytest.mark.parametrize(
    ("status", "said"),
    [("5.1.7", "550 bad sender"), ("5.1.8", "550 no such domain"), ("5.0.0", "550 5.1.8 sender domain not found")],
)
def test_a_mail_that_came_back_for_our_own_address_is_told_as_ours_to_mend(
    message: Message, outside: Office, status: str, said: str
) -> None:
    sent(message)
    came_back(outside, status, said=said)
    message.refresh_from_db()
    told = (message.state, message.why, message.said, Block.objects.count())
    assert told == ("bounced", "our_address", f"smtp; {said}", 0)
    assert told_of() == [True, True, True]
    sentence = f"We are not let send (email): mail comes back, since our address is refused: smtp; {said}"
    assert sentence in [one.sentence for one in messages_look()]
    page = Client()
    page.force_login(member(Role.AGENT, email="reader@example.com"))
    assert "Our own address was refused." in page.get(reverse("message", args=[message.pk])).text


@pytest.mark.parametrize("status", ["5.1.1", "5.7.1", "5.2.2", "5.0.0"])
def test_a_mail_that_came_back_for_anything_else_is_not_told_as_ours(
    message: Message, outside: Office, status: str
) -> None:
    sent(message)
    came_back(outside, status, said="550 no")
    message.refresh_from_db()
    assert (message.state, message.why, told_of()) == ("bounced", "", [False, False, False])


def test_that_mail_comes_back_is_told_until_a_later_one_stays_out(message: Message, outside: Office) -> None:
    sent(message)
    came_back(outside, "5.1.8")
    second = another()
    assert sent(second) == ("sent", "taken", 0)
    assert [sent_back(at=later(minutes=m)) for m in (0, 59, 61)] == [message, message, None]
    came_back(outside, "5.1.8")
    assert [sent_back(at=later(minutes=m)) for m in (0, 61)] == [second, second]
    send_again(second, by=AGENT, at=timezone.now())
    assert sent(second) == ("sent", "taken", 0)
    assert (second.why, [sent_back(at=later(minutes=m)) for m in (0, 61)]) == ("", [message, None])


def test_a_wrong_password_is_ours_to_mend(office: Office) -> None:
    office.hooks["EHLO"] = lambda _clerk: "250-office\r\n250 AUTH PLAIN"
    office.hooks["AUTH"] = lambda _clerk: "535 5.7.8 wrong"
    way = Connection("email", host="127.0.0.1", port=office.port, username="service", secret="x", timeout_seconds=2)
    line = SmtpLine(way)
    assert line.send(parcel()).outcome == Outcome.OUR_FAULT
    office.hooks["AUTH"] = lambda _clerk: "454 4.7.0 later"
    assert line.send(parcel()).outcome == Outcome.TRY_LATER
    line.close()


@pytest.mark.parametrize(
    ("text", "code"),
    [("550 5.1.1 no", (1, 1)), ("550 #5.7.1 no", (7, 1)), ("550 no", None), ("550 see 195.5.1.1.example", None),
     ("450 4.2.2 full", None), ("550 5.1.10 null MX", (1, 10))],
)  # fmt: skip
def test_the_code_is_read_wherever_it_stands(text: str, code: tuple[int, int] | None) -> None:
    assert code_in(text) == code
    assert is_no_such_address(text) is (code in ((1, 1), (1, 10)))
    assert leaves_address_open(text) is (code == (7, 1))
