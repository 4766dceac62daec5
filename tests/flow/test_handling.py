"""What went wrong decides what may be done; what a case came to has a name; gifts and missing goods leave on it."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.models import Case
from aftercare.catalog.commands import add_reason, classify_reason
from aftercare.catalog.models import Reason
from aftercare.catalog.terms import USUAL, Fault, Remedy
from aftercare.flow import dispatching as flow
from aftercare.flow.resending import resend
from aftercare.flow.return_goods import reject
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.kernel.actor import SYSTEM
from aftercare.kernel.errors import IllegalMove, NotAllowed
from aftercare.org.roles import Role
from aftercare.returns.commands.dispatching import NothingToSend, Packed, add_gift
from aftercare.returns.commands.guards import SamePerson
from aftercare.returns.commands.resending import NotForResending
from aftercare.returns.models import Dispatch, DispatchLine, Return, StockRecord
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.rules.handling import handling_of
from aftercare.returns.terms import Handling, State, ToSend, Wanted
from tests.factories.buying import bought_lately
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, MONDAY, REVIEWER, member
from tests.factories.shop import Scene, goods, order, scene
from tests.factories.stories import applied, inspected
from tests.web.returns.test_columns import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Scene:
    return scene()


def because(place: Scene, fault: Fault) -> Scene:
    """The same place, where buyers complain of this."""
    made = add_reason("return_refund", {"en": fault.title()}, by=SYSTEM, at=MONDAY)
    classify_reason(made, fault, by=SYSTEM, at=MONDAY)
    return Scene(place.merchant, place.shop, place.address, Reason.objects.get(pk=made.pk))


def missing(place: Scene) -> Return:
    return applied(because(place, Fault.MISSING_ITEM), order(place), 2)


@pytest.mark.shows("RET-01")
def test_each_type_of_case_allows_its_own_remedies(place: Scene) -> None:
    allowed = {fault: {remedy for remedy in Remedy if Reason(fault=fault).allows(remedy)} for fault in Fault if fault}
    assert allowed == {fault: set(USUAL[fault]) for fault in allowed}
    assert Remedy.RESEND in allowed[Fault.MISSING_ITEM] & allowed[Fault.GIFT_MISSING]
    assert Remedy.RESEND not in allowed[Fault.WRONG_ITEM] | allowed[Fault.QUALITY]
    own = Reason(fault=Fault.WRONG_ITEM, remedies=["resend"])
    assert (own.allows(Remedy.RESEND), own.allows(Remedy.RETURN)) == (True, False)


@pytest.mark.shows("RET-01")
def test_the_settings_classify_a_reason_and_the_case_and_list_show_it(place: Scene) -> None:
    boss = Client()
    boss.force_login(member(Role.MANAGER))
    page = reverse("settings-reason", args=[place.reason.pk])
    boss.post(page, {"label_en": "Two pieces missing", "fault": "missing_item", "remedies": ["resend", "return"]})
    place.reason.refresh_from_db()
    assert (place.reason.fault, place.reason.remedies) == ("missing_item", ["resend", "return"])
    returning = applied(place, bought_lately(place), 1)
    assert "Missing item" in boss.get(reverse("return-detail", args=[returning.number])).content.decode()
    assert returning.number in boss.get(reverse("returns-list"), {"fault": "missing_item"}).content.decode()
    assert returning.number not in boss.get(reverse("returns-list"), {"fault": "quality"}).content.decode()


@pytest.mark.shows("RET-01", "RET-23", "RET-62")
def test_missing_goods_are_sent_again_and_nothing_comes_back(place: Scene) -> None:
    returning = missing(place)
    line = lines_of(returning)[0]
    dispatch = resend(returning, [Wanted(line.pk, 2)], "We send both again.", by=REVIEWER, at=MONDAY)
    done = Return.objects.get()
    assert (done.state, done.total_minor, done.is_resent) == ("completed", 0, True)
    assert handling_of(done.kind, done.state, is_resent=done.is_resent) == Handling.RESHIPPED
    assert Case.objects.get().state == "closed"
    account = goods(done.order)[0]
    assert (account.goods_asked, account.granted_minor) == (0, 0)
    dispatch = flow.pick(dispatch, by=DOCKER, at=MONDAY)
    flow.send_out(dispatch, Packed("Demo Post", "DP1234", {"KA-K2-GR": 2}), by=DOCKER, at=MONDAY)
    record = StockRecord.objects.get()
    assert (record.kind, record.sku, record.quantity) == ("after_sales_out", "KA-K2-GR", 2)
    assert (record.operator, record.case_number, record.at) == (DOCKER.key, done.number, MONDAY)


def test_what_the_reason_does_not_allow_is_not_sent_again(place: Scene) -> None:
    returning = applied(because(place, Fault.WRONG_ITEM), order(place), 1)
    wanted = [Wanted(lines_of(returning)[0].pk, 1)]
    with pytest.raises(NotForResending):
        resend(returning, wanted, "Again", by=REVIEWER, at=MONDAY)
    assert (Return.objects.get().state, Dispatch.objects.count()) == ("submitted", 0)


def test_no_more_is_sent_again_than_is_missed_by_who_may_and_once(place: Scene) -> None:
    returning = missing(place)
    pk = lines_of(returning)[0].pk
    for wanted in ([Wanted(pk, 3)], [Wanted(pk + 1000, 1)], [Wanted(pk, 0)]):
        with pytest.raises(NothingToSend):
            resend(returning, wanted, "Again", by=REVIEWER, at=MONDAY)
    with pytest.raises(NotAllowed):
        resend(returning, [Wanted(pk, 1)], "Again", by=AGENT, at=MONDAY)
    Return.objects.filter(pk=returning.pk).update(applied_by=REVIEWER.key)
    with pytest.raises(SamePerson):
        resend(returning, [Wanted(pk, 1)], "Again", by=REVIEWER, at=MONDAY)
    Return.objects.filter(pk=returning.pk).update(applied_by="member:1")
    resend(returning, [Wanted(pk, 1)], "Again", by=REVIEWER, at=MONDAY)
    with pytest.raises(IllegalMove):
        resend(returning, [Wanted(pk, 1)], "Again", by=REVIEWER, at=MONDAY)
    assert Dispatch.objects.count() == 1


@pytest.mark.shows("RET-16")
def test_a_gift_comes_along_with_the_second_delivery_and_is_written_down(place: Scene) -> None:
    returning = missing(place)
    dispatch = resend(returning, [Wanted(lines_of(returning)[0].pk, 1)], "One again.", by=REVIEWER, at=MONDAY)
    gift = ToSend("GIFT-CARD", "Thank-you card", 1, is_gift=True)
    assert add_gift(returning.case, gift, "Sorry for the wait", by=AGENT, at=MONDAY).pk == dispatch.pk
    assert DispatchLine.objects.filter(dispatch=dispatch, is_gift=True).count() == 1
    dispatch = flow.pick(Dispatch.objects.get(), by=DOCKER, at=MONDAY)
    flow.send_out(dispatch, Packed("Demo Post", "DP1234", {"KA-K2-GR": 1, "GIFT-CARD": 1}), by=DOCKER, at=MONDAY)
    kinds = dict(StockRecord.objects.values_list("sku", "kind"))
    assert kinds == {"KA-K2-GR": "after_sales_out", "GIFT-CARD": "gift_out"}


def test_a_gift_alone_makes_a_parcel_and_needs_words(place: Scene) -> None:
    returning = applied(place, order(place), 1)
    gift = ToSend("GIFT-CARD", "Thank-you card", 1, is_gift=True)
    with pytest.raises(NothingToSend):
        add_gift(returning.case, gift, " ", by=AGENT, at=MONDAY)
    with pytest.raises(NotAllowed):
        add_gift(returning.case, gift, "Sorry", by=DOCKER, at=MONDAY)
    assert Dispatch.objects.count() == 0
    assert add_gift(returning.case, gift, "Sorry", by=AGENT, at=MONDAY).purpose == "gift"


@pytest.mark.shows("RET-16")
def test_the_desk_sends_again_and_adds_a_gift(place: Scene) -> None:
    returning = applied(because(place, Fault.MISSING_ITEM), bought_lately(place), 1)
    reviewer = Client()
    reviewer.force_login(member(Role.OPERATIONS_REVIEWER))
    case = reviewer.get(reverse("return-detail", args=[returning.number])).content.decode()
    assert "Send again without return…" in case
    other = applied(place, bought_lately(place), 1)
    assert "Send again" not in reviewer.get(reverse("return-detail", args=[other.number])).content.decode()
    line = lines_of(returning)[0]
    told = {f"pieces-{line.pk}": "1", "words": "We send it again.", "version": "1"}
    assert reviewer.post(reverse("service-resend", args=[returning.number]), told).status_code == 302
    gift = {"sku": "CARD", "name": "Thank-you card", "quantity": "1", "words": "Sorry"}
    assert reviewer.post(reverse("service-gift", args=[returning.number]), gift).status_code == 302
    case = reviewer.get(reverse("return-detail", args=[returning.number])).content.decode()
    assert "Thank-you card × 1" in case
    assert "Sent again" in case
    buyer = Client().get(reverse("case-by-link", args=[returning.case.token])).content.decode()
    assert "We send it again" in buyer


@pytest.mark.shows("RET-23")
def test_every_end_has_its_outcome() -> None:
    ends = {(kind, state): handling_of(kind, state) for kind in ("return_refund", "refund_only") for state in State}
    assert ends["return_refund", State.COMPLETED] == Handling.RETURN_ACCEPTED
    assert ends["refund_only", State.COMPLETED] == Handling.REFUNDED
    assert ends["return_refund", State.REJECTED] == ends["return_refund", State.REFUSED] == Handling.REFUSED
    assert ends["return_refund", State.LAPSED] == Handling.GIVEN_UP
    assert ends["return_refund", State.IN_TRANSIT] == Handling.OPEN
    assert handling_of("exchange", State.COMPLETED) == Handling.RESHIPPED


@pytest.mark.shows("RET-23")
def test_case_and_list_name_the_outcome(place: Scene) -> None:
    done = inspected(place, order(place), 1)
    refund = refund_of_case(done.case_id)
    assert refund
    pay_refund(approve_refund(refund, by=FINANCE, at=MONDAY), Sent(PayMethod.BANK, "P-1"), by=CASHIER, at=MONDAY)
    refused = reject(applied(place, order(place), 1), "No fault.", by=REVIEWER, at=MONDAY)
    browser = Client()
    browser.force_login(member(Role.MANAGER))
    for returning, outcome in ((done, "Return accepted and refunded"), (refused, "Refused")):
        page = browser.get(reverse("return-detail", args=[returning.number])).content.decode()
        assert outcome in page[page.index('id="case-h"') :]
    press(browser, show=["outcome"], order=["number", "outcome"])
    listed = browser.get(reverse("returns-list")).content.decode()
    assert ("Return accepted and refunded" in listed, "Refused" in listed) == (True, True)


@pytest.mark.shows("RET-20")
def test_platform_and_wholesale_are_filters(place: Scene) -> None:
    place.shop.platform = "Marketplace"
    place.shop.save()
    retail, trade = applied(place, bought_lately(place), 1), applied(place, bought_lately(place, account="b2b"), 1)
    Return.objects.filter(pk=trade.pk).update(is_business=True)
    browser = Client()
    browser.force_login(member(Role.AGENT))
    only = browser.get(reverse("returns-list"), {"special": "business"}).content.decode()
    assert (trade.number in only, retail.number in only) == (True, False)
    both = browser.get(reverse("returns-list"), {"platform": "Marketplace"}).content.decode()
    assert (trade.number in both, retail.number in both) == (True, True)
    assert retail.number in browser.get(reverse("returns-list"), {"platform": "nowhere"}).content.decode()
