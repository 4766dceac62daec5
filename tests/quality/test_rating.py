"""A buyer rates his case once it is over: once, in time, by a link that only he was sent; and what is made of it."""

import re
from datetime import timedelta

import pytest
from django.conf import LazySettings, settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.commands.interventions import step_in
from aftercare.cases.models import Case
from aftercare.cases.terms import Ruling
from aftercare.customers.models import Customer
from aftercare.flow.settlement import pay_refund
from aftercare.jobs.messages import send_due
from aftercare.journal.models import Entry
from aftercare.kernel.errors import NotAllowed
from aftercare.notifications.models import Message, Notice
from aftercare.notifications.rules import threads
from aftercare.org.roles import Role
from aftercare.quality.commands.rating import BadRating, NotNow, rate
from aftercare.quality.models import Rating
from tests.factories.people import AGENT, CASHIER, MANAGER, MONDAY, buyer, member
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import applied, to_pay
from tests.messages.conftest import office, outside, read_journal_at
from tests.messages.postoffice import Office
from tests.web.settings.people import browser_of

__all__ = ["office", "outside"]
pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def place(db: None) -> Scene:
    """A merchant."""
    return scene()


def paid(place: Scene, *, account: str = "a") -> Case:
    """A case that is over."""
    refund = to_pay(place, order(place, account=account))
    pay_refund(refund, Sent(PayMethod.BANK, f"B-{account}"), by=CASHIER, at=MONDAY)
    case = Case.objects.get(pk=refund.case_id)
    Customer.objects.filter(pk=case.customer_id).update(email="lin@post.example")
    return case


def link(case: Case) -> str:
    """The buyer's way to rate it."""
    return reverse("rate", args=[threads.mark(threads.RATING, case.pk, settings.SEALING_KEY)])


@pytest.mark.django_db(transaction=True)
@pytest.mark.shows("CRM-54")
def test_the_buyer_is_asked_rates_by_the_link_and_what_went_wrong_is_told_at_once(
    place: Scene, outside: Office
) -> None:
    agent, case = member(Role.AGENT), paid(place)
    Case.objects.filter(pk=case.pk).update(state_since=timezone.now())
    read_journal_at(MONDAY)
    Message.objects.exclude(event="rate").delete()
    Message.objects.update(due_at=timezone.now())
    send_due("email")
    [mail] = outside.read()
    text = mail.get_body(("plain",))
    assert text is not None
    found = re.search(r"/r/\S+/", text.get_content())
    assert found
    visitor = Client()
    assert "Very good" in visitor.get(found[0]).content.decode()
    assert visitor.post(found[0], {"words": "slow"}).status_code == 422
    answer = visitor.post(found[0], {"stars": "2", "words": "It took <b>long</b>."})
    assert "Thank you" in answer.content.decode()
    assert "Thank you" in visitor.post(found[0], {"stars": "5"}).content.decode()
    rating = Rating.objects.get()
    assert (rating.case, rating.stars, rating.words, rating.merchant) == (
        case, 2, "It took <b>long</b>.", place.merchant,
    )  # fmt: skip
    entry = Entry.objects.get(kind="quality.rating.give")
    assert (entry.stream, entry.after, entry.actor) == (case.stream, {"stars": 2}, f"buyer:guest-{case.customer_id}")
    read_journal_at(MONDAY)
    notice = Notice.objects.get(member=agent, event="rated_low")
    assert (notice.text, notice.case) == (f"{case.number} was rated 2 of 5", case)

    shown = browser_of(agent).get(reverse("return-detail", args=[case.number])).content.decode()
    assert "It took &lt;b&gt;long&lt;/b&gt;." in shown
    assert "2 of 5 stars" in shown


def test_a_case_is_rated_once_after_its_end_in_time_and_in_peace(place: Scene) -> None:
    open_case = Case.objects.get(pk=applied(place, order(place, account="open")).case_id)
    with pytest.raises(NotNow, match="not finished"):
        rate(open_case, 5, "", language="en", by=buyer(open_case.customer_id), at=TUESDAY)
    case = paid(place)
    mine = buyer(case.customer_id)
    with pytest.raises(NotNow, match="time to rate"):
        rate(case, 5, "", language="en", by=mine, at=MONDAY + timedelta(days=31))
    for stars, words in ((0, ""), (6, ""), (5, "x" * 1001)):
        with pytest.raises(BadRating):
            rate(case, stars, words, language="en", by=mine, at=TUESDAY)
    for stranger in (AGENT, buyer(case.customer_id + 1)):
        with pytest.raises(NotAllowed):
            rate(case, 5, "", language="en", by=stranger, at=TUESDAY)
    step_in(case, Ruling.NONE, by=MANAGER, at=MONDAY)
    with pytest.raises(NotNow, match="complaint"):
        rate(case, 5, "", language="en", by=mine, at=TUESDAY)
    assert (Rating.objects.count(), Entry.objects.filter(kind="quality.rating.give").count()) == (0, 0)

    step_in(case, Ruling.BUYER, "Late", by=MANAGER, at=MONDAY)
    rate(case, 5, "", language="en", by=mine, at=TUESDAY)
    with pytest.raises(NotNow, match="already"):
        rate(case, 1, "", language="en", by=mine, at=TUESDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(case=case, merchant=place.merchant, stars=1, language="en", given_at=TUESDAY)
    assert Rating.objects.get().stars == 5


@pytest.mark.django_db(transaction=True)
def test_who_complains_or_has_rated_is_not_asked_and_nobody_twice(place: Scene, outside: Office) -> None:
    cases = [paid(place, account=name) for name in "abc"]
    Case.objects.update(state_since=timezone.now())
    read_journal_at(MONDAY)
    step_in(cases[0], Ruling.NONE, by=MANAGER, at=MONDAY)
    rate(cases[1], 4, "", language="en", by=buyer(cases[1].customer_id), at=timezone.now())
    asked = Message.objects.filter(event="rate")
    assert [message.key for message in asked.order_by("pk")] == [
        f"case-{case.pk}:rate:email:customer-{case.customer_id}" for case in cases
    ]
    Message.objects.exclude(event="rate").delete()
    Message.objects.update(due_at=timezone.now())
    send_due("email")
    assert {message.case_id: (message.state, message.why) for message in asked} == {
        cases[0].pk: ("dropped", "overtaken"),
        cases[1].pk: ("dropped", "overtaken"),
        cases[2].pk: ("sent", ""),
    }


def test_a_link_that_is_not_ours_rates_nothing_and_a_colleague_only_reads(place: Scene) -> None:
    case = paid(place)
    Case.objects.filter(pk=case.pk).update(state_since=timezone.now())
    mark = threads.mark(threads.PERSON, case.pk, settings.SEALING_KEY)
    for wrong in (f"r{case.pk}.{'0' * 20}", mark, "r1", "x"):
        assert Client().post(reverse("rate", args=[wrong]), {"stars": "5"}).status_code == 404
    inside = browser_of(member(Role.AGENT))
    assert "only read" in inside.post(link(case), {"stars": "5"}).content.decode()
    assert link(case) in Client().get(reverse("case-by-link", args=[case.token])).content.decode()
    assert link(case) not in inside.get(reverse("case-by-link", args=[case.token])).content.decode()
    answer = Client().get(link(case))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert Rating.objects.count() == 0


def test_the_report_sums_up_what_the_reader_may_see(place: Scene, settings: LazySettings) -> None:
    settings.RATING_DAYS = 20_000
    plum, now = scene("plum"), timezone.now()
    for name, stars in (("a", 5), ("b", 4), ("c", 1)):
        case = paid(place, account=name)
        rate(case, stars, f"Words {name}", language="en", by=buyer(case.customer_id), at=now)
    other = paid(plum, account="p")
    rate(other, 2, "Plum words", language="en", by=buyer(other.customer_id), at=now)

    page = browser_of(member(Role.MANAGER)).get(reverse("ratings"))
    whole = page.context["whole"]
    assert (whole.count, whole.mean, whole.unhappy, whole.by_stars) == (4, 3.0, 2, (1, 1, 0, 1, 1))
    assert [(row.count, row.mean) for row in page.context["merchants"]] == [(3, 10 / 3), (1, 2.0)]
    few = browser_of(member(Role.MANAGER, email="m2@example.com")).get(reverse("ratings"), {"stars": "1"})
    assert [rating.words for rating in few.context["page"]] == ["Words c"]
    confined = browser_of(member(Role.MERCHANT, merchants=(plum.merchant,))).get(reverse("ratings"))
    assert [rating.words for rating in confined.context["page"]] == ["Plum words"]
    assert confined.context["whole"].count == 1
