"""A mail that names no case opens one by itself where it is clear who wants what and why; else a colleague is asked."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from aftercare.cases.models import Case, Note
from aftercare.customers.models import Customer
from aftercare.jobs.mailbox import DOOR
from aftercare.jobs.subscriptions import SUBSCRIPTIONS
from aftercare.journal.models import Entry
from aftercare.notifications.commands.inbound import HandledAlready, take_mail
from aftercare.notifications.commands.intake import open_by_hand
from aftercare.notifications.models import InboundFile, InboundMail, Message, Notice
from aftercare.notifications.rules.inbound import read_mail
from aftercare.notifications.rules.intake import Goods, goods_meant, named, reason_meant
from aftercare.orders.models import Order
from aftercare.orders.terms import NewLine
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from tests.factories.people import AGENT, MONDAY, member
from tests.factories.shop import CASE, HEADPHONES, Scene, order, scene
from tests.messages.conftest import read_journal_at
from tests.messages.postoffice import Office
from tests.reading import read_next
from tests.web.settings.people import browser_of

pytestmark = pytest.mark.django_db(transaction=True)
BUYER = "lin@post.example"
ONE = NewLine(sku="KA-K2-GR", name="K2 headphones, graphite", quantity=1, unit_price_minor=69900)
PROVEN = "mx.shop.example; dmarc=pass"


@pytest.fixture
def place(outside: Office) -> Scene:
    """A merchant whose time for returns does not run out by the clock of this machine."""
    return scene(window_days=3650)


def bought(place: Scene, *lines: NewLine, number: str = "") -> Order:
    """An order of a buyer whose address is known."""
    made = order(place, lines=lines or (ONE,), number=number)
    Customer.objects.filter(pk=made.customer_id).update(email=BUYER)
    return made


def came(text: str, *, subject: str = "Return", sender: str = BUYER, proof: str = "", files: int = 0) -> InboundMail:
    """A mail came in, and the worker has seen it."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Lin <{sender}>", "service@shop.example", subject
    mail["Message-ID"] = f"<{InboundMail.objects.count()}@post>"
    if proof:
        mail["Authentication-Results"] = proof
    mail.set_content(text)
    for number in range(files):
        mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename=f"bill{number}.pdf")
    made = take_mail(mail.as_bytes(), at=MONDAY)
    reader = next(each for each in SUBSCRIPTIONS if each.name == "mail")
    while read_next("mail", reader.take, at=MONDAY):
        pass
    made.refresh_from_db()
    return made


def test_a_mail_that_names_an_order_of_its_sender_opens_his_case(place: Scene, outside: Office) -> None:
    mine = bought(place, number="SO-7001")
    mail = came("Please take SO-7001 back, changed my mind.", files=1)
    returning = Return.objects.get()
    assert (returning.order, returning.kind, returning.remark, returning.case.channel) == (
        mine, "return_refund", "Please take SO-7001 back, changed my mind.", "email",
    )  # fmt: skip
    assert (mail.state, mail.case, mail.order) == ("filed", returning.case, mine)
    assert returning.applied_by == f"buyer:guest-{mine.customer_id}"
    assert InboundFile.objects.get().stored is not None
    read_journal_at(MONDAY)
    assert Message.objects.get(event="received").address == BUYER, "answered to the address on file"
    entries = Entry.objects.filter(kind__startswith="notifications.mail.").order_by("pk")
    assert [entry.kind for entry in entries] == [
        "notifications.mail.match", "notifications.mail.file",
    ]  # fmt: skip
    again = came("Please take SO-7001 back, changed my mind.")
    assert (again.state, again.reason) == ("waiting", "A case about this order is open.")
    assert Return.objects.count() == 1
    page = browser_of(member(Role.AGENT)).get(reverse("inbox")).content.decode()
    assert f"File under {returning.number}" in page


def test_one_recent_order_is_meant_without_its_number_by_a_proven_sender_alone(
    place: Scene, settings: LazySettings
) -> None:
    settings.MAIL_AUTHSERV = "mx.shop.example"
    mine = bought(place, number="SO-7001")
    assert came("I changed my mind.", subject="SO-7001").reason == "The sender is not proven."
    assert came("I changed my mind.", subject="Hello").reason == "It names no case."
    assert Return.objects.count() == 0
    assert came("I changed my mind.", subject="Hello", proof=PROVEN).state == "filed"
    assert Return.objects.get().order == mine
    further = came("And the receipt?", subject="Hello", proof=PROVEN)
    assert (further.state, further.case) == ("filed", Return.objects.get().case), "his open case goes on"
    bought(place, number="SO-7002")
    assert came("And this?", subject="Hello", proof=PROVEN).reason == "It names no case.", "two are recent"


def test_what_is_not_clear_or_not_allowed_waits_for_a_colleague_who_is_told(place: Scene) -> None:
    agent = member(Role.AGENT)
    bought(place, HEADPHONES, CASE, number="SO-7003")
    many = came("SO-7003: changed my mind", subject="?")
    assert (many.state, many.reason) == ("waiting", "It is not clear which goods are meant, or how many.")
    assert many.order is not None
    bought(place, number="SO-7004")
    Order.objects.filter(number="SO-7004").update(signed_at=MONDAY - timedelta(days=4000))
    late = came("SO-7004: changed my mind")
    assert late.reason == "A return could not be opened by itself. Open it by hand to see why."
    stranger = came("SO-7003: send me the money", sender="eve@evil.example")
    assert (stranger.order, stranger.reason) == (None, "It names no case.")
    read_journal_at(MONDAY)
    assert Notice.objects.filter(member=agent, event="mail_waiting").count() == 3
    assert (Return.objects.count(), Note.objects.count(), Case.objects.count()) == (0, 0, 0)


def test_a_colleague_opens_it_with_one_press_or_is_led_to_the_form_which_files_the_mail(place: Scene) -> None:
    agent = browser_of(member(Role.AGENT))
    one, many = bought(place, number="SO-7005"), bought(place, HEADPHONES, CASE, number="SO-7006")
    clear = came("Changed my mind", subject="Hello")
    assert (clear.state, clear.order) == ("waiting", None)
    assert "Open a return for order SO-7005" in agent.get(reverse("mail", args=[clear.pk])).content.decode()
    agent.post(reverse("mail-open", args=[clear.pk, one.pk]))
    clear.refresh_from_db()
    assert clear.case == Return.objects.get().case
    with pytest.raises(HandledAlready):
        open_by_hand(clear, one, DOOR, by=AGENT, at=MONDAY)

    unclear = came("SO-7006 please", files=1)
    assert "Open a return for order SO-7006" in agent.get(reverse("inbox")).content.decode()
    answer = agent.post(reverse("mail-open", args=[unclear.pk, many.pk]))
    assert answer["Location"] == f"{reverse('return-new-for', args=[many.pk])}?mail={unclear.pk}"
    form = agent.get(answer["Location"]).content.decode()
    assert f'name="mail" value="{unclear.pk}"' in form
    line = many.lines.get(sku=CASE.sku)
    said = {f"pieces-{line.pk}": "1", "reason": place.reason.pk, "mail": unclear.pk, "window_override": "asked by mail"}
    agent.post(reverse("return-new-for", args=[many.pk]), said)
    unclear.refresh_from_db()
    assert (unclear.state, unclear.case) == ("filed", Return.objects.get(order=many).case)
    paper = reverse("mail-attachment", args=[InboundFile.objects.get(mail=unclear).pk])
    page = agent.get(reverse("return-detail", args=[Return.objects.get(order=many).number])).content.decode()
    assert paper in page
    served = agent.get(paper)
    assert (served.content, served["Content-Disposition"], served["X-Content-Type-Options"]) == (
        b"%PDF-1.7", 'attachment; filename="bill0.pdf"', "nosniff",
    )  # fmt: skip
    plum = browser_of(member(Role.MERCHANT, merchants=(scene("plum").merchant,)))
    assert plum.get(paper).status_code == 404
    assert Client().get(paper).status_code == 302


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my order SO-7001.", ["SO-7001"]),
        ("订单SO-7001要退货", ["SO-7001"]),
        ("SO-70011 or XSO-7001", []),
        ("so-7001", ["SO-7001"]),
        ("", []),
    ],
)
def test_an_order_number_is_found_whole(text: str, found: list[str]) -> None:
    assert named(text, ["SO-7001"]) == found


def test_the_order_of_goods_given_in_exchange_is_no_case_number() -> None:
    mail = b"From: a@b.example\r\nSubject: %s\r\n\r\nx"
    assert read_mail(mail % b"EX-2611-000096-1").numbers == ()
    assert read_mail(mail % b"About EX-2611-000096.").numbers == ("EX-2611-000096",)


def test_goods_and_reasons_are_taken_only_where_one_can_be_meant() -> None:
    one, two, gone = Goods(1, "A-1", "Lamp", 1), Goods(2, "B-2", "Table", 1), Goods(3, "C-3", "Chair", 0)
    assert goods_meant("hello", [one, gone]) == [one]
    assert goods_meant("the table", [one, two]) == [two]
    assert goods_meant("a-1 and the TABLE", [one, two]) == [one, two]
    assert goods_meant("hello", [one, two]) == []
    assert goods_meant("hello", [Goods(1, "A-1", "Lamp", 2)]) == [], "one of two, or both?"
    assert reason_meant("x", {7: ["Broken"]}) == 7
    assert reason_meant("it came BROKEN", {7: ["Broken", "坏了"], 8: ["Late"]}) == 7
    assert reason_meant("坏了", {7: ["Broken", "坏了"], 8: ["Late"]}) == 7
    assert reason_meant("broken and late", {7: ["Broken"], 8: ["Late"]}) is None
    assert reason_meant("", {}) is None
