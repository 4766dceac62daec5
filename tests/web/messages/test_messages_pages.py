"""The pages of messages: log, bell, inbox, settings, wording, webhooks."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.cases.models import Case
from aftercare.customers.models import Customer
from aftercare.jobs.messages import send_due
from aftercare.journal.models import Entry
from aftercare.notifications.commands.inbound import take_mail
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import (
    Block,
    Choice,
    Endpoint,
    InboundMail,
    Message,
    Notice,
    Outlet,
    Policy,
    Preference,
    Template,
)
from aftercare.notifications.rules import threads
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.returns.models import Return
from tests.factories.people import MONDAY, member
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import approved

pytestmark = pytest.mark.django_db
BUYER = "lin@post.example"


@pytest.fixture
def returning(settings: LazySettings) -> Return:
    """A return whose buyer is told by mail, in an installation that keeps everything here."""
    settings.MESSAGES_FRESH_DAYS = 20_000
    settings.NOTHING_LEAVES = True
    Policy.objects.create(quiet_begins="00:00", quiet_ends="00:00")
    place: Scene = scene()
    found = approved(place, order(place))
    Customer.objects.filter(pk=found.customer_id).update(email=BUYER)
    return found


def told() -> None:
    """Everything that happened is told."""
    tell(list(Entry.objects.order_by("pk")), at=timezone.now())
    send_due("email")


def signed_in(role: Role) -> tuple[Client, Member]:
    """A browser of somebody with this role."""
    who = member(role)
    client = Client()
    client.force_login(who)
    return client, who


def page(client: Client, name: str, *args: object, status: int = 200, **query: str) -> str:
    """What a page says."""
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.shows("PAG-24")
def test_the_log_shows_what_was_sent_to_whom_covered_and_filtered(returning: Return) -> None:
    told()
    client, _who = signed_in(Role.AGENT)
    everything = page(client, "messages")
    assert ("Request received" in everything, "l•••@post.example" in everything, BUYER in everything) == (
        True, True, False,
    )  # fmt: skip
    assert "Nothing leaves this installation" in everything
    assert "No message fits" in page(client, "messages", event="refused")
    assert "Request approved" in page(client, "messages", state="held", q=returning.number)
    assert "Request approved" in page(client, "messages", q=BUYER)


def test_a_message_shows_no_secret_link_and_its_address_only_on_demand(returning: Return) -> None:
    told()
    client, who = signed_in(Role.AGENT)
    message = Message.objects.get(event="received")
    shown = page(client, "message", message.pk)
    token = Case.objects.get(pk=returning.case_id).token
    assert (token in message.body, token in shown, "/c/•••/" in shown, BUYER in shown) == (True, False, True, False)
    answer = client.post(reverse("message-reveal", args=[message.pk]))
    assert BUYER in answer.content.decode()
    entry = Entry.objects.get(kind="cases.contact.reveal")
    assert (entry.actor, entry.stream) == (f"member:{who.pk}", f"case:{returning.case_id}")


def test_the_timeline_of_a_case_says_what_the_buyer_was_told(returning: Return) -> None:
    told()
    client, _who = signed_in(Role.AGENT)
    assert "Request approved: E-mail to l•••@post.example" in page(client, "return-detail", returning.number)


def test_the_bell_counts_lists_and_is_read(returning: Return) -> None:
    client, who = signed_in(Role.OPERATIONS_REVIEWER)
    told()
    counted = client.get(reverse("bell"))
    assert ">1<" in counted.content.decode()
    again = client.get(reverse("bell"), headers={"If-None-Match": counted["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert f"{returning.number} waits for a decision" in page(client, "bell-list")
    notice = Notice.objects.get(member=who)
    followed = client.get(reverse("bell-follow", args=[notice.pk]))
    assert followed["Location"] == reverse("return-detail", args=[returning.number])
    assert client.get(reverse("bell"), headers={"If-None-Match": counted["ETag"]}).status_code == 200
    assert client.get(reverse("bell-follow", args=[notice.pk + 1])).status_code == 404


def test_a_page_whose_session_has_ended_stops_asking_for_the_bell(db: None) -> None:
    stopped = Client().get(reverse("bell"))
    assert (stopped.status_code, stopped.content) == (286, b"")


def test_nobody_follows_anothers_notice(returning: Return) -> None:
    member(Role.OPERATIONS_REVIEWER)
    told()
    client, _who = signed_in(Role.AGENT)
    assert client.get(reverse("bell-follow", args=[Notice.objects.get().pk])).status_code == 404
    assert Notice.objects.get().read_at is None


def test_one_decides_for_oneself_how_one_is_told(returning: Return) -> None:
    client, who = signed_in(Role.AGENT)
    client.post(reverse("bell-own"), {"wanted": ["email"], "digest": "on", "zone": "Asia/Shanghai"})
    kept = Preference.objects.get(member=who)
    assert (kept.off, kept.digest, kept.zone) == (["chat", "sms"], True, "Asia/Shanghai")
    answer = client.post(reverse("bell-own"), {"zone": "Nowhere"})
    assert (answer.status_code, "no time zone of that name" in answer.content.decode()) == (422, True)
    assert Preference.objects.get(member=who).zone == "Asia/Shanghai"


def test_the_matrix_is_shown_and_changed(returning: Return) -> None:
    client, _who = signed_in(Role.ADMINISTRATOR)
    assert "Request received" in page(client, "settings-messages")
    client.post(reverse("settings-who", args=["received"]), {"buyer": ["sms"]})
    client.post(reverse("settings-who", args=["approved"]))
    made = set(Choice.objects.values_list("event", "channel", "is_on"))
    assert made == {("received", "email", False), ("received", "sms", True), ("approved", "email", False)}
    assert client.get(reverse("settings-who", args=["no-such"])).status_code == 404


def test_words_are_previewed_with_a_real_case_tested_saved_and_put_back(returning: Return) -> None:
    client, who = signed_in(Role.ADMINISTRATOR)
    address = reverse("settings-template", args=["approved", "en"])
    words = {"subject": "Yes to {{number}}", "body": "Send it by {{day}} to {{link}}", "short": "yes", "number": ""}
    shown = client.post(address, {**words, "act": "preview"}).content.decode()
    assert f"Yes to {returning.number}" in shown
    assert "Send it by 9 Mar 2026" in shown
    assert Case.objects.get(pk=returning.case_id).token not in shown
    client.post(address, {**words, "act": "test"})
    test = Message.objects.get(member=who)
    assert (test.address, test.subject) == (who.email, f"Yes to {returning.number}")
    client.post(address, {**words, "act": "save"})
    assert Template.objects.get().subject == "Yes to {{number}}"
    client.post(address, {**words, "act": "reset"})
    assert Template.objects.count() == 0


def test_a_broken_variable_is_refused_beside_its_field(returning: Return) -> None:
    client, _who = signed_in(Role.ADMINISTRATOR)
    words = {"subject": "Yes", "body": "By {{dya}}", "short": "yes", "act": "save"}
    answer = client.post(reverse("settings-template", args=["approved", "en"]), words)
    assert (answer.status_code, "“dya” is none of the words" in answer.content.decode()) == (422, True)
    assert Template.objects.count() == 0


def test_a_mail_server_is_set_and_its_password_never_shown(returning: Return) -> None:
    client, _who = signed_in(Role.ADMINISTRATOR)
    given = {
        "host": "mx.shop.example", "port": "587", "security": "starttls", "username": "service", "secret": "hush-hush",
        "sender": "service@shop.example", "sender_name": "", "timeout_seconds": "20", "is_enabled": "on",
    }  # fmt: skip
    client.post(reverse("settings-outlet", args=["email"]), given)
    row = Outlet.objects.get()
    assert ("hush-hush" in row.sealed_secret, row.sender) == (False, "service@shop.example")
    assert "hush-hush" not in page(client, "settings-outlet", "email")
    assert "hush-hush" not in str(list(Entry.objects.values("after")))
    refused = client.post(reverse("settings-outlet", args=["sms"]), {**given, "url": "https://10.0.0.1/"})
    assert (refused.status_code, Outlet.objects.count()) == (422, 1)


def test_rules_and_excluded_addresses_are_set(returning: Return) -> None:
    client, _who = signed_in(Role.ADMINISTRATOR)
    rules = {
        "nothing_leaves": "no", "quiet_begins": "22:00", "quiet_ends": "07:30", "digest_at": "09:00",
        "reminder_days": "", "rate_days": "5", "kept_days": "90",
    }  # fmt: skip
    client.post(reverse("settings-message-rules"), rules)
    row = Policy.objects.get()
    assert (row.nothing_leaves, row.quiet_ends.hour, row.reminder_days, row.rate_days) == (False, 7, None, 5)
    client.post(reverse("settings-block-new"), {"address": "@post.example", "note": "asked us to"})
    assert "@post.example" in page(client, "settings-blocks")
    client.post(reverse("settings-block-remove", args=[Block.objects.get().pk]))
    assert Block.objects.count() == 0


def test_a_webhook_is_set_up_tried_and_removed(returning: Return) -> None:
    client, _who = signed_in(Role.ADMINISTRATOR)
    given = {"name": "ERP", "url": "https://erp.example/", "version": "1", "timeout_seconds": "5", "is_enabled": "on"}
    made = client.post(reverse("settings-webhook-new"), given).content.decode()
    endpoint = Endpoint.objects.get()
    assert "whsec_" in made
    assert "whsec_" not in page(client, "settings-webhook", endpoint.pk)
    edit = reverse("settings-webhook-edit", args=[endpoint.pk])
    assert client.post(edit, {**given, "url": "https://erp.example/new"}).status_code == 302
    assert "whsec_" in client.post(edit, {**given, "url": "https://moved.example/"}).content.decode()
    client.post(reverse("settings-webhook-try", args=[endpoint.pk]))
    listed = page(client, "settings-webhook", endpoint.pk)
    assert "endpoint.tried" in listed
    delivery = endpoint.deliveries.get()
    assert "&quot;type&quot;:&quot;endpoint.tried&quot;" in page(client, "settings-delivery", delivery.pk)
    client.post(reverse("settings-webhook-remove", args=[endpoint.pk]))
    assert Endpoint.objects.count() == 0


def test_mail_that_waits_is_filed_from_its_page(returning: Return) -> None:
    raw = b"From: Lin <lin@post.example>\r\nSubject: Help\r\nMessage-ID: <1@x>\r\n\r\nWhich side?"
    mail = take_mail(raw, at=MONDAY)
    client, _who = signed_in(Role.AGENT)
    assert "Help" in page(client, "inbox")
    shown = page(client, "mail", mail.pk)
    assert f"File under {returning.number}" in shown
    missing = client.post(reverse("mail-file", args=[mail.pk]), {"number": "RT-0000-000000"})
    assert (missing.status_code, "no case with this number" in missing.content.decode()) == (422, True)
    client.post(reverse("mail-file", args=[mail.pk]), {"number": returning.number.lower()})
    assert InboundMail.objects.get().case_id == returning.case_id
    assert "Which side?" in page(client, "return-detail", returning.number)


def test_a_buyer_declines_with_one_click_and_by_his_mail_program(returning: Return, settings: LazySettings) -> None:
    mark = threads.mark(threads.PERSON, returning.customer_id, settings.SEALING_KEY)
    address = reverse("message-off", args=[mark])
    client = Client(enforce_csrf_checks=True)
    assert "Stop asking" in client.get(address).content.decode()
    assert Preference.objects.count() == 0, "looking changes nothing"
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.get().off == ["rate"]
    assert client.post(reverse("message-off", args=["p1.00000000000000000000"])).status_code == 404
