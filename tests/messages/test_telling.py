"""Who is told what, by which way, when: the matrix, quiet hours, digests, exclusions, reminders, words."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.conf import LazySettings, settings
from django.utils import timezone

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.commands.notes import add_note
from aftercare.cases.models import Case
from aftercare.customers.models import Customer
from aftercare.flow.return_goods import reject
from aftercare.flow.settlement import pay_refund, send_refund_back
from aftercare.jobs.messages import send_due
from aftercare.journal.commands.recording import record
from aftercare.journal.models import Entry
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import NOBODY, SYSTEM, Actor, ActorKind
from aftercare.kernel.errors import NotAllowed
from aftercare.notifications.commands.again import forget_old, send_again
from aftercare.notifications.commands.reaching import decline, exclude
from aftercare.notifications.commands.reminding import remind
from aftercare.notifications.commands.setting import BrokenTemplate, set_choices, set_template
from aftercare.notifications.models import Choice, Message, Notice, Policy, Preference, Template
from aftercare.notifications.rules import threads
from aftercare.notifications.rules.events import BY_CODE, EVENTS
from aftercare.notifications.rules.hours import allowed_from, is_worth_telling, next_at
from aftercare.notifications.rules.people import language_of, masked
from aftercare.notifications.rules.templates import faults, fill
from aftercare.notifications.terms import Quiet, Words
from aftercare.notifications.wording import DEFAULTS
from aftercare.org.commands.members import add_member
from aftercare.org.roles import Role, rights_of
from aftercare.returns.commands import sending
from aftercare.returns.commands.watching import remind_of_goods
from tests.factories.people import AGENT, CASHIER, FINANCE, MONDAY, REVIEWER, actor, member
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, approved, inspected, to_pay
from tests.messages.conftest import read_journal_at
from tests.messages.postoffice import Office

pytestmark = pytest.mark.django_db(transaction=True)
ADMINISTRATOR = actor(Role.ADMINISTRATOR)
NIGHT = Quiet(time(21), time(8), "Europe/Madrid")


@pytest.fixture
def place(db: None) -> Scene:
    """A merchant."""
    return scene()


def with_mail(case_id: int, **known: str) -> Case:
    """The case, with a buyer whose address is known."""
    case = Case.objects.get(pk=case_id)
    Customer.objects.filter(pk=case.customer_id).update(**{"email": "lin@post.example", **known})
    return case


def texts(event: str) -> list[str]:
    """What was said of an event."""
    return list(Message.objects.filter(event=event).order_by("pk").values_list("body", flat=True))


@pytest.mark.shows("PAG-24", "CRM-26")
def test_the_buyer_hears_of_every_stage_of_his_case(place: Scene, outside: Office) -> None:
    refund = to_pay(place, order(place))
    with_mail(refund.case_id)
    pay_refund(refund, Sent(PayMethod.BANK, "B-42"), by=CASHIER, at=MONDAY + timedelta(days=3))
    read_journal_at(MONDAY)
    events = set(Message.objects.filter(role="buyer").values_list("event", flat=True))
    assert events == {"received", "approved", "on_the_way", "goods_received", "refunded", "rate"}
    [paid] = texts("refunded")
    assert "£699.00" in paid
    assert "Bank transfer" in paid
    assert "B-42" in paid


def test_a_refusal_says_why(place: Scene, outside: Office) -> None:
    returning = applied(place, order(place))
    with_mail(returning.case_id, language="es")
    reject(returning, "Faltan piezas", by=REVIEWER, at=MONDAY)
    read_journal_at(MONDAY)
    [said] = texts("refused")
    assert "Motivo: Faltan piezas" in said


def test_approval_names_address_and_last_day(place: Scene, outside: Office) -> None:
    with_mail(approved(place, order(place)).case_id)
    read_journal_at(MONDAY)
    [said] = texts("approved")
    assert "88 Example Road" in said
    assert "on their way by 9 Mar 2026" in said


def test_colleagues_hear_what_waits_for_their_role(place: Scene, settings: LazySettings) -> None:
    settings.MESSAGES_FRESH_DAYS = 20_000
    finance, reviewer = member(Role.FINANCE_REVIEWER), member(Role.OPERATIONS_REVIEWER)
    agent = member(Role.AGENT)
    returning = inspected(place, order(place))
    refund = refund_of_case(returning.case_id)
    assert refund
    send_refund_back(refund, "Too much", by=FINANCE, at=MONDAY)
    read_journal_at(MONDAY)
    by_member = {
        who.pk: list(Notice.objects.filter(member=who).order_by("pk").values_list("event", flat=True))
        for who in (finance, reviewer, agent)
    }
    assert by_member == {finance.pk: ["refund_asked"], reviewer.pk: ["review_asked", "sent_back"], agent.pk: []}
    sent_back = Notice.objects.get(event="sent_back")
    assert sent_back.text == f"Finance sent {returning.number} back"


def test_a_merchants_person_hears_of_his_merchant_alone(place: Scene, settings: LazySettings) -> None:
    settings.MESSAGES_FRESH_DAYS = 20_000
    plum = scene("plum")
    person = member(Role.MERCHANT, merchants=(plum.merchant,))
    applied(place, order(place))
    mine = applied(plum, order(plum))
    read_journal_at(MONDAY)
    assert [notice.case_id for notice in Notice.objects.filter(member=person)] == [mine.case_id]


def test_a_box_that_is_ticked_or_unticked_holds_from_then_on(place: Scene, outside: Office) -> None:
    set_choices(BY_CODE["received"], set(), by=ADMINISTRATOR, at=MONDAY)
    set_choices(BY_CODE["approved"], {("buyer", "sms"), ("buyer", "email")}, by=ADMINISTRATOR, at=MONDAY)
    Policy.objects.update(nothing_leaves=True)
    case = with_mail(approved(place, order(place)).case_id)
    read_journal_at(MONDAY)
    found = Message.objects.filter(role="buyer").order_by("channel").values_list("event", "channel", "address")
    assert list(found) == [("approved", "email", "lin@post.example"), ("approved", "sms", "+447700900142")]
    short = Message.objects.get(channel="sms")
    assert f"{case.number} is approved, £699.00. Send the goods by 9 Mar 2026. http" in short.body


def test_only_who_manages_messages_decides(place: Scene) -> None:
    entries = Entry.objects.count()
    with pytest.raises(NotAllowed):
        set_choices(BY_CODE["received"], set(), by=AGENT, at=MONDAY)
    assert (Choice.objects.count(), Entry.objects.count()) == (0, entries)


def test_a_buyer_without_address_is_listed_as_not_told(place: Scene, outside: Office) -> None:
    applied(place, order(place))
    read_journal_at(MONDAY)
    assert [(one.state, one.why) for one in Message.objects.filter(role="buyer")] == [("dropped", "no_address")]


def test_excluded_domains_and_declined_requests_to_rate_are_left_out(place: Scene, outside: Office) -> None:
    exclude("@post.example", by=ADMINISTRATOR, at=MONDAY)
    with_mail(applied(place, order(place)).case_id)
    read_journal_at(MONDAY)
    assert Message.objects.get().why == "excluded"

    refund = to_pay(place, order(place, account="other"))
    case = with_mail(refund.case_id, email="b@mail.example")
    pay_refund(refund, Sent(PayMethod.BANK, "B-1"), by=CASHIER, at=MONDAY)
    decline(threads.mark(threads.PERSON, case.customer_id, settings.SEALING_KEY), "rate", by=NOBODY, at=MONDAY)
    read_journal_at(MONDAY)
    assert Message.objects.get(case=case, event="rate").why == "opted_out"
    assert Message.objects.get(case=case, event="refunded").why == ""


def test_a_forged_mark_declines_nothing(place: Scene) -> None:
    case = Case.objects.get(pk=applied(place, order(place)).case_id)
    assert decline(f"p{case.customer_id}.{'0' * 20}", "rate", by=NOBODY, at=MONDAY) is None
    assert Preference.objects.count() == 0


def test_nothing_goes_out_in_quiet_hours_by_the_recipients_clock(place: Scene, outside: Office) -> None:
    Policy.objects.update(quiet_begins=time(21), quiet_ends=time(8))
    case = with_mail(applied(place, order(place)).case_id, phone="+8613800138000")
    Preference.objects.create(customer=case.customer, zone="America/New_York")
    read_journal_at(MONDAY)
    assert Message.objects.get().due_at == datetime(2026, 3, 2, 13, 0, tzinfo=UTC), "8 o'clock in New York"


def test_a_phone_number_tells_the_clock_of_a_country_with_one(place: Scene, outside: Office) -> None:
    Policy.objects.update(quiet_begins=time(16), quiet_ends=time(22))
    with_mail(applied(place, order(place)).case_id, phone="+8613800138000")
    read_journal_at(MONDAY)
    assert Message.objects.get().due_at == datetime(2026, 3, 2, 14, 0, tzinfo=UTC), "22 o'clock in Shanghai"


def test_a_digest_is_one_mail_a_day(place: Scene, outside: Office) -> None:
    reviewer = member(Role.OPERATIONS_REVIEWER)
    Preference.objects.create(member=reviewer, digest=True)
    set_choices(BY_CODE["review_asked"], {("operations_reviewer", "email")}, by=ADMINISTRATOR, at=MONDAY)
    for number in range(3):
        applied(place, order(place, account=f"b{number}"))
    read_journal_at(MONDAY)
    mine = Message.objects.filter(member=reviewer)
    assert set(mine.values_list("due_at", flat=True)) == {datetime(2026, 3, 3, 8, 0, tzinfo=UTC)}
    send_due("email")
    assert [mail["Subject"] for mail in outside.read()] == ["3 messages from Aftercare"]
    assert sorted(mine.values_list("state", flat=True)) == ["bundled", "bundled", "bundled", "sent"]
    send_due("email")
    assert len(outside.mails) == 1


def test_the_other_side_of_a_conversation_is_told(place: Scene, outside: Office) -> None:
    agent = member(Role.AGENT)
    returning = applied(place, order(place))
    case = with_mail(returning.case_id)
    add_note(case, "Please send a photo.", for_buyer=True, by=AGENT, at=MONDAY)
    add_note(case, "Looks odd", for_buyer=False, by=AGENT, at=MONDAY)
    buyer = actor(Role.BUYER)
    add_note(case, "Here it is", for_buyer=True, by=type(buyer)(
        buyer.kind, buyer.id, "Lin", buyer.rights, customer=case.customer_id), at=MONDAY)  # fmt: skip
    read_journal_at(MONDAY)
    [said] = texts("reply")
    assert "Please send a photo." in said
    assert list(Notice.objects.filter(member=agent).values_list("event", flat=True)) == ["buyer_wrote"]


def test_who_has_not_sent_the_goods_is_reminded_once_and_not_when_he_has(place: Scene, outside: Office) -> None:
    returning = approved(place, order(place))
    with_mail(returning.case_id)
    assert remind(at=MONDAY) == set(), "due in seven days"
    near = MONDAY + timedelta(days=5)
    assert remind(at=near) == {"email"}
    remind(at=near + timedelta(hours=1))
    [said] = texts("reminder")
    assert "by 9 Mar 2026" in said

    type(returning).objects.filter(pk=returning.pk).update(state="in_transit")
    send_due("email")
    assert (Message.objects.get(event="reminder").why, outside.mails) == ("overtaken", [])


def test_rating_is_asked_for_some_days_later(place: Scene, outside: Office) -> None:
    refund = to_pay(place, order(place))
    with_mail(refund.case_id)
    pay_refund(refund, Sent(PayMethod.BANK, "B-1"), by=CASHIER, at=MONDAY)
    read_journal_at(MONDAY)
    rate = Message.objects.get(event="rate")
    assert rate.due_at - rate.made_at == timedelta(days=2)
    Message.objects.exclude(pk=rate.pk).delete()
    Message.objects.update(due_at=timezone.now())
    Case.objects.update(state_since=timezone.now())
    send_due("email")
    [mail] = outside.read()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/m/off/p" in mail["List-Unsubscribe"]


def test_where_nothing_leaves_a_message_is_kept_as_it_would_have_gone(place: Scene, outside: Office) -> None:
    Policy.objects.update(nothing_leaves=True)
    with_mail(applied(place, order(place)).case_id)
    read_journal_at(MONDAY)
    send_due("email")
    message = Message.objects.get()
    assert (message.state, outside.mails, outside.lines) == ("held", [], [])
    Policy.objects.update(nothing_leaves=False)
    send_again(message, by=AGENT, at=timezone.now())
    send_due("email")
    assert len(outside.mails) == 1


def test_a_broken_template_is_refused_and_changes_nothing(place: Scene) -> None:
    entries = Entry.objects.count()
    for body in ("{{nmae}}", "{{#day}} by {{day}}", "{{/day}}", "{{#day}}{{#day}}x{{/day}}{{/day}}", "{{name", "  "):
        with pytest.raises(BrokenTemplate):
            set_template(BY_CODE["approved"], "en", Words("Yes", body, "yes"), by=ADMINISTRATOR, at=MONDAY)
    assert (Template.objects.count(), Entry.objects.count()) == (0, entries)


def test_own_words_are_used_and_one_that_broke_later_stops_nobody(place: Scene, outside: Office) -> None:
    set_template(BY_CODE["received"], "en", Words("Got {{number}}", "Hi {{name}}", "hi"), by=ADMINISTRATOR, at=MONDAY)
    Template.objects.update(body="Hi {{name}}{{gone}}{{#day}} {{")
    case = with_mail(applied(place, order(place)).case_id)
    read_journal_at(MONDAY)
    send_due("email")
    [mail] = outside.read()
    text = mail.get_body(("plain",))
    assert text is not None
    assert (mail["Subject"], text.get_content().strip()) == (f"Got {case.number}", "Hi Lin Demo{{#day}} {{")


@pytest.mark.parametrize("language", sorted(DEFAULTS))
def test_every_event_has_words_in_every_language_that_use_known_variables_alone(language: str) -> None:
    for event in EVENTS:
        words = DEFAULTS[language][event.code]
        for text in (words.subject, words.body, words.short):
            assert text
            assert faults(text, event.variables) == [], (event.code, language)


def test_templates_say_parts_only_when_there_is_something_to_say() -> None:
    text = "Send it{{#day}} by {{day}}{{/day}}."
    assert (fill(text, {"day": "9 Mar"}), fill(text, {"day": ""}), fill(text, {})) == (
        "Send it by 9 Mar.", "Send it.", "Send it.",
    )  # fmt: skip
    assert fill("{{note}}", {"note": "{{link}}", "link": "secret"}) == "{{link}}"


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        (datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 2, 12, tzinfo=UTC)),
        (datetime(2026, 3, 2, 20, tzinfo=UTC), datetime(2026, 3, 3, 7, tzinfo=UTC)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 6, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC)),
    ],
    ids=["by day", "at night", "the night the clock goes forward", "the night it goes back"],
)
def test_quiet_hours_end_by_the_local_clock(at: datetime, allowed: datetime) -> None:
    assert allowed_from(at, NIGHT) == allowed


def test_an_hour_that_the_clock_skips_comes_right_after() -> None:
    found = next_at(datetime(2026, 3, 28, 12, tzinfo=UTC), time(2, 30), "Europe/Madrid")
    assert found == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(("minutes", "told"), [(5, False), (10, False), (11, True), (-11, True)])
def test_a_new_time_is_told_only_when_it_is_more_than_ten_minutes_off(minutes: int, *, told: bool) -> None:
    assert is_worth_telling(MONDAY, MONDAY + timedelta(minutes=minutes)) is told


@pytest.mark.parametrize(
    ("code", "language"),
    [("zh-TW", "zh-hant"), ("zh_Hant", "zh-hant"), ("zh-HK", "zh-hant"), ("zh-CN", "zh-hans"), ("zh", "zh-hans"),
     ("es-MX", "es"), ("EN-gb", "en"), ("fr", "en"), ("", "en")],
)  # fmt: skip
def test_a_shops_name_of_a_language_is_one_of_ours(code: str, language: str) -> None:
    assert language_of(code) == language


def test_addresses_are_covered() -> None:
    assert (masked("lin@post.example"), masked("+447700900142"), masked("abc")) == ("l…@post.example", "…0142", "…")


def test_messages_are_forgotten_after_their_time_but_not_those_that_wait(place: Scene, outside: Office) -> None:
    with_mail(approved(place, order(place)).case_id)
    read_journal_at(MONDAY)
    Message.objects.filter(event="received").update(state="sent", sent_at=MONDAY)
    forget_old(at=MONDAY + timedelta(days=401))
    assert list(Message.objects.values_list("event", flat=True)) == ["approved"]


def test_one_with_two_roles_is_told_once_by_each_channel(place: Scene, settings: LazySettings) -> None:
    settings.MESSAGES_FRESH_DAYS = 20_000
    both = add_member(
        "both@example.com", name="Both", roles=[Role.OPERATIONS_REVIEWER, Role.FINANCE_REVIEWER], merchants=(),
        password="correct horse battery", by=SYSTEM, at=MONDAY,
    )  # fmt: skip
    applied(place, order(place))
    read_journal_at(MONDAY)
    assert Notice.objects.filter(member=both).count() == 1


def test_a_pick_up_that_moves_or_fails_is_told_with_both_days(place: Scene, outside: Office) -> None:
    returning = approved(place, order(place))
    case = with_mail(returning.case_id)
    buyer = Actor(ActorKind.BUYER, 1, "Lin", rights_of([Role.BUYER]), customer=case.customer_id)
    returning = sending.book_pickup(returning, date(2026, 3, 4), by=buyer, at=MONDAY)
    sending.change_pickup(returning, date(2026, 3, 6), by=buyer, at=MONDAY)
    read_journal_at(MONDAY)
    [said] = texts("moved")
    assert "It is now 6 Mar 2026, no longer 4 Mar 2026." in said


def test_merchants_and_installations_reminder_of_one_day_is_one(place: Scene, outside: Office) -> None:
    returning = approved(place, order(place))
    with_mail(returning.case_id)
    near = MONDAY + timedelta(days=5)
    remind(at=near)
    assert remind_of_goods(place.merchant.pk, 3, by=SYSTEM, at=near) == 1
    read_journal_at(near)
    assert len(texts("reminder")) == 1


def test_a_promise_that_is_due_is_told_to_the_role_that_it_names(place: Scene, settings: LazySettings) -> None:
    settings.MESSAGES_FRESH_DAYS = 20_000
    dock, agent = member(Role.DOCK), member(Role.AGENT)
    case = Case.objects.get(pk=applied(place, order(place)).case_id)
    after = {"audience": "dock", "policy": "Goods within a day", "due_at": "2026-03-02T12:00:00Z"}
    record(Fact("clocks.clock.tell", "clocks.clock:1", SYSTEM, MONDAY, stream=case.stream, after=after))
    read_journal_at(MONDAY)
    told = list(Notice.objects.filter(event="overdue").values_list("member", "text"))
    assert told == [(dock.pk, f"{case.number}: Goods within a day, 2 Mar 2026 12:00")]
    assert not Notice.objects.filter(member=agent).exists()
