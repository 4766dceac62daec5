"""From what happened to a mail in the buyer's box: in his language, once, whatever breaks on the way."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from aftercare.cases.models import Case
from aftercare.customers.models import Customer
from aftercare.jobs.messages import send_due
from aftercare.journal.models import Cursor, Entry
from aftercare.notifications.models import Attempt, Block, Message
from aftercare.notifications.terms import MessageState
from aftercare.returns.models import Return
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, approved
from tests.messages.conftest import SENDER, read_journal
from tests.messages.postoffice import Clerk, Office

pytestmark = pytest.mark.django_db(transaction=True)
BUYER = "lin@post.example"


@pytest.fixture
def place(db: None) -> Scene:
    """A merchant."""
    return scene()


def buyer_of(returning: Return, **known: str) -> Customer:
    """The buyer, with what the shop tells of him."""
    Customer.objects.filter(pk=returning.customer_id).update(**{"email": BUYER, **known})
    return Customer.objects.get(pk=returning.customer_id)


def told(state: MessageState) -> list[str]:
    """The events of the messages in a state."""
    return list(Message.objects.filter(state=state, channel="email").order_by("pk").values_list("event", flat=True))


def wait_over() -> None:
    """Every pause is over, and every worker that died has been given up."""
    past = timezone.now() - timedelta(minutes=1)
    Message.objects.filter(state="waiting").update(due_at=past)
    Message.objects.filter(state="waiting", busy_until__isnull=False).update(busy_until=past)


@pytest.mark.shows("PAG-24")
def test_a_request_is_confirmed_by_mail_in_the_buyers_language_with_his_secret_link(
    place: Scene, outside: Office
) -> None:
    returning = applied(place, order(place))
    buyer_of(returning, language="zh-TW")
    read_journal()
    assert send_due("email") == 1

    [mail] = outside.read()
    case = Case.objects.get(pk=returning.case_id)
    text = mail.get_body(("plain",))
    html = mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert mail["To"] == f"Lin Demo <{BUYER}>"
    assert mail["From"] == f"Kestrel <{SENDER}>"
    assert mail["Subject"] == f"您的售後申請已收到 [{case.number}]"
    assert f"/c/{case.token}/" in text.get_content()
    assert f'href="http://localhost:8000/c/{case.token}/"' in html.get_content()
    assert "£699.00" in text.get_content()
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "zh-hant")
    assert mail["References"] == mail["In-Reply-To"]
    assert "List-Unsubscribe" not in mail


def test_a_message_goes_once_though_the_journal_is_read_twice(place: Scene, outside: Office) -> None:
    buyer_of(applied(place, order(place)))
    read_journal()
    Cursor.objects.all().delete()
    read_journal()
    send_due("email")
    send_due("email")
    assert (len(outside.mails), told(MessageState.SENT)) == (1, ["received"])


def test_what_was_sent_stands_in_the_cases_chain(place: Scene, outside: Office) -> None:
    returning = buyer_of(applied(place, order(place)))
    read_journal()
    send_due("email")
    message = Message.objects.get(customer=returning.pk)
    entry = Entry.objects.get(kind="notifications.message.send")
    assert (entry.stream, entry.subject) == (f"case:{message.case_id}", f"notifications.message:{message.pk}")


def test_mails_of_one_case_are_one_thread(place: Scene, outside: Office) -> None:
    buyer_of(approved(place, order(place)))
    read_journal()
    send_due("email")
    first, second = outside.read()
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


def test_a_server_that_asks_to_wait_gets_it_later_with_the_same_message_id(place: Scene, outside: Office) -> None:
    buyer_of(applied(place, order(place)))
    read_journal()
    outside.hooks["RCPT"] = lambda _clerk: "451 4.7.1 greylisted"
    send_due("email")
    message = Message.objects.get()
    assert (message.state, message.tries, message.said) == ("waiting", 1, "451 4.7.1 greylisted")
    assert send_due("email") == 0, "its pause is not over"
    outside.hooks.clear()
    wait_over()
    send_due("email")
    assert (len(outside.mails), told(MessageState.SENT)) == (1, ["received"])


def test_a_server_that_takes_it_and_hangs_up_gets_it_again_under_the_same_message_id(
    place: Scene, outside: Office
) -> None:
    buyer_of(applied(place, order(place)))
    read_journal()
    outside.hooks["AFTER"] = lambda _clerk: ""
    send_due("email")
    assert Attempt.objects.get().outcome == "unclear"
    outside.hooks.clear()
    wait_over()
    send_due("email")
    first, second = outside.read()
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() != b""
    assert told(MessageState.SENT) == ["received"]


def test_a_server_that_always_hangs_up_is_not_given_it_for_ever(place: Scene, outside: Office) -> None:
    buyer_of(applied(place, order(place)))
    read_journal()
    outside.hooks["AFTER"] = lambda _clerk: ""
    for _ in range(6):
        send_due("email")
        wait_over()
    assert (len(outside.mails), told(MessageState.FAILED)) == (3, ["received"])


def test_a_server_that_drips_is_cut_off(place: Scene, outside: Office) -> None:
    buyer_of(applied(place, order(place)))
    read_journal()
    stop = []

    def drip(clerk: Clerk) -> str:
        for _ in range(80):
            try:
                clerk.wfile.write(b"2")
                clerk.wfile.flush()
            except OSError:
                stop.append(1)
                break
            clerk.connection.settimeout(0.1)
            try:
                if not clerk.connection.recv(1):
                    stop.append(1)
                    break
            except OSError:
                continue
        return ""

    outside.hooks["EHLO"] = drip
    send_due("email")
    assert Attempt.objects.get().outcome == "try_later"
    assert stop == [1]


def test_an_address_that_does_not_exist_is_written_to_no_more(place: Scene, outside: Office) -> None:
    buyer_of(approved(place, order(place)))
    read_journal()
    outside.hooks["RCPT"] = lambda _clerk: "550 5.1.1 no such mailbox"
    send_due("email")
    assert (told(MessageState.FAILED), told(MessageState.DROPPED)) == (["received"], ["approved"])
    assert Block.objects.get().reason == "undeliverable"
    assert Message.objects.get(event="approved").why == "undeliverable"


def test_a_refusal_for_policy_says_nothing_about_the_address(place: Scene, outside: Office) -> None:
    buyer_of(applied(place, order(place)))
    read_journal()
    outside.hooks["RCPT"] = lambda _clerk: "550 5.7.1 relaying denied"
    send_due("email")
    assert (told(MessageState.FAILED), Block.objects.count()) == (["received"], 0)


def test_a_name_cannot_bring_in_a_header(place: Scene, outside: Office) -> None:
    returning = applied(place, order(place))
    buyer_of(returning)
    Case.objects.filter(pk=returning.case_id).update(contact="Eve\r\nBcc: all@post.example")
    read_journal()
    send_due("email")
    [mail] = outside.read()
    assert (mail["Bcc"], outside.mails[0][1]) == (None, BUYER)


def test_what_a_buyer_writes_is_neither_markup_nor_template(place: Scene, outside: Office) -> None:
    returning = applied(place, order(place))
    buyer_of(returning)
    Case.objects.filter(pk=returning.case_id).update(contact="<b>{{link}}</b>")
    read_journal()
    send_due("email")
    [mail] = outside.read()
    html = mail.get_body(("html",))
    assert html is not None
    assert "Hello &lt;b&gt;{{link}}&lt;/b&gt;," in html.get_content()


def test_history_is_told_to_nobody(place: Scene, outside: Office, settings: LazySettings) -> None:
    settings.MESSAGES_FRESH_DAYS = 7
    buyer_of(applied(place, order(place)))
    read_journal()
    assert Message.objects.count() == 0
