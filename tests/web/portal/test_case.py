"""The case page by secret link and by number: what it shows, what may be done."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.commands.notes import add_note
from aftercare.cases.models import Case, Note
from aftercare.files.commands import store_photo
from aftercare.flow.return_goods import refuse_goods, reject, take_in_goods
from aftercare.flow.settlement import approve_refund, pay_refund
from aftercare.journal.models import Entry
from aftercare.kernel.actor import Actor
from aftercare.org.roles import Role
from aftercare.returns.commands.reviewing import Decision, approve
from aftercare.returns.commands.sending import ship
from aftercare.returns.models import Evidence, Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, Method, State
from tests.factories.buying import Sendable, bought_lately, sendable
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, REVIEWER, buyer, member
from tests.factories.pictures import jpeg
from tests.factories.shop import Scene, goods
from tests.factories.stories import PARCEL, applied
from tests.web.portal.conftest import AsBuyer

pytestmark = pytest.mark.django_db


def link(case: Case) -> str:
    """The secret address of a case."""
    return reverse("case-by-link", args=[case.token])


def body(client: Client, url: str) -> str:
    """The page at an address."""
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def fresh(sent: Sendable) -> Return:
    """The return as it is now."""
    return Return.objects.get(pk=sent.returning.pk)


@pytest.mark.shows("RET-48", "RET-59", "PAG-24", "PAG-25")
def test_by_link_the_buyer_reads_where_to_send_and_tells_the_tracking_number(client: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 2)
    home = link(sent.case)
    page = client.get(home)
    text = page.content.decode()
    assert "Your turn" in text
    for part in ("Dock team", "88 Example Road", "+44 20 7946 0018", sent.returning.number):
        assert f'data-copy="{part}' in text
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Cache-Control"] == "private, no-store"
    told = client.post(f"{home}ship/", {"carrier": "Demo Post", "tracking_number": "dp 123456789 gb"})
    assert (told.status_code, told["Location"]) == (302, home)
    after = fresh(sent)
    assert (after.state, after.method, after.tracking_number) == (State.IN_TRANSIT, Method.OWN, "DP123456789GB")
    assert "Your parcel is on its way to us" in body(client, home)


def test_a_form_by_link_passes_the_check_against_forged_requests(place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 1)
    browser = Client(enforce_csrf_checks=True)
    home = link(sent.case)
    browser.get(home)
    token = browser.cookies[next(name for name in browser.cookies if "csrf" in name)].value
    told = {"carrier": "Demo Post", "tracking_number": "DP123456", "csrfmiddlewaretoken": token}
    assert browser.post(f"{home}ship/", told, headers={"origin": "null"}).status_code == 403
    assert browser.post(f"{home}ship/", told, headers={"origin": "http://testserver"}).status_code == 302


def test_a_bad_tracking_number_is_told_beside_its_field_and_changes_nothing(client: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 1)
    entries = Entry.objects.count()
    answer = client.post(f"{link(sent.case)}ship/", {"carrier": "Demo Post", "tracking_number": "<script>"})
    assert answer.status_code == 422
    assert "A tracking number has 4 to 60 letters and digits." in answer.content.decode()
    assert (fresh(sent).state, Entry.objects.count()) == (State.APPROVED, entries)


def test_the_number_is_corrected(client: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 1)
    ship(sent.returning, PARCEL, by=buyer(sent.case.customer_id), at=timezone.now())
    client.post(f"{link(sent.case)}correct/", {"carrier": "Demo Post", "tracking_number": "DP999"})
    assert fresh(sent).tracking_number == "DP999"


@pytest.mark.shows("RET-47")
def test_a_pick_up_is_booked_where_it_is_offered(client: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 1)
    home = link(sent.case)
    assert "Book a pick-up" in body(client, home)
    day = timezone.localdate() + timedelta(days=3)
    yesterday = client.post(f"{home}pickup/", {"day": (timezone.localdate() - timedelta(days=1)).isoformat()})
    assert (yesterday.status_code, fresh(sent).state) == (422, State.APPROVED)
    client.post(f"{home}pickup/", {"day": day.isoformat()})
    after = fresh(sent)
    assert (after.state, after.method, after.pickup_on) == (State.PICKUP_BOOKED, Method.PICKUP, day)
    assert f"The courier comes on {day:%A}" in body(client, home)


def test_no_pick_up_where_none_is_offered(client: Client, place: Scene) -> None:
    place.address.offers_pickup = False
    place.address.save()
    sent = sendable(place, bought_lately(place), 1)
    home = link(sent.case)
    assert "Book a pick-up" not in body(client, home)
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert client.post(f"{home}pickup/", {"day": day}).status_code == 422
    assert fresh(sent).state == State.APPROVED


@pytest.mark.shows("RET-46")
def test_a_parcel_not_received_yet_is_refused_at_the_door(client: Client, place: Scene) -> None:
    bought = bought_lately(place, signed_days_ago=None)
    returning = applied(place, bought, 1, at=timezone.now())
    Return.objects.filter(pk=returning.pk).update(not_received=True)
    approve(returning, Decision(address=place.address), by=REVIEWER, at=timezone.now())
    home = link(returning.case)
    assert "Refuse the parcel when it comes" in body(client, home)
    client.post(f"{home}ship/", {"carrier": "Demo Post", "tracking_number": "DP123456"})
    after = Return.objects.get(pk=returning.pk)
    assert (after.state, after.method) == (State.IN_TRANSIT, Method.REFUSED_DELIVERY)


def test_cancelling_asks_first_and_sets_everything_free(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place)
    sent = sendable(place, bought, 2)
    browser = as_buyer(bought)
    home = f"/my/{sent.returning.number}/"
    assert "Cancel the return?" in body(browser, f"{home}cancel/")
    assert fresh(sent).state == State.APPROVED
    assert browser.post(f"{home}cancel/")["Location"] == home
    account = goods(bought)[0]
    assert (fresh(sent).state, account.granted_minor, account.goods_asked) == (State.CANCELLED, 0, 0)
    again = browser.post(f"{home}cancel/")
    assert again.status_code == 409
    assert "This return was cancelled" in body(browser, home)


def test_messages_go_both_ways_and_notes_stay_with_us(client: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 1)
    at = timezone.now()
    agent = Actor(AGENT.kind, AGENT.id, "Ines Private", AGENT.rights)
    add_note(sent.case, "Thank you for the photos.", for_buyer=True, by=agent, at=at)
    add_note(sent.case, "Looks like fraud to me", for_buyer=False, by=agent, at=at)
    home = link(sent.case)
    sent_to = client.post(f"{home}message/", {"text": "¿Cuándo llega el mensajero?", "once": "K"})
    client.post(f"{home}message/", {"text": "¿Cuándo llega el mensajero?", "once": "K"})
    assert sent_to["Location"] == f"{home}#messages"
    mine = Note.objects.get(from_buyer=True)
    assert (mine.text, mine.for_buyer) == ("¿Cuándo llega el mensajero?", True)
    text = body(client, home)
    assert "Thank you for the photos." in text
    assert "¿Cuándo llega el mensajero?" in text
    assert "fraud" not in text
    assert "Ines" not in text


def test_an_empty_message_is_refused(client: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 1)
    assert client.post(f"{link(sent.case)}message/", {"text": "  ", "once": "K"}).status_code == 422
    assert client.get(f"{link(sent.case)}message/").status_code == 405
    assert not Note.objects.exists()


@pytest.mark.shows("RET-41", "PAG-18")
def test_the_reason_of_a_rejection_is_read_by_the_buyer(client: Client, place: Scene) -> None:
    returning = applied(place, bought_lately(place), 1, at=timezone.now())
    reject(returning, "El precinto está roto, 影响二次销售.", by=REVIEWER, at=timezone.now())
    text = body(client, link(returning.case))
    assert "We could not accept this return" in text
    assert "El precinto está roto, 影响二次销售." in text


def test_refused_goods_say_why_and_show_the_dock_s_photo(client: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 1)
    line = lines_of(sent.returning)[0]
    at = timezone.now()
    photo = store_photo(jpeg(), "dock.jpg", max_bytes=10**6, by=DOCKER, at=at)
    counts = [Counted(line.pk, 1, 0, 0, Grade.WRONG)]
    refuse_goods(sent.returning, counts, "A brick was in the box", photos=[photo], by=DOCKER, at=at)
    text = body(client, link(sent.case))
    assert "We could not accept the goods" in text
    assert "A brick was in the box" in text
    assert reverse("link-thumbnail", args=[sent.case.token, photo.pk]) in text


@pytest.mark.shows("PAG-24")
def test_the_end_tells_the_amount_why_it_is_lower_who_paid_and_the_reference(client: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 3)
    line = lines_of(sent.returning)[0]
    at = timezone.now()
    take_in_goods(sent.returning, [Counted(line.pk, 2, 2, 1, Grade.DAMAGED)], by=DOCKER, at=at)
    refund = refund_of_case(sent.case.pk)
    assert refund
    home = link(sent.case)
    assert "£1,398.00 goes back to you" in body(client, home)
    pay_refund(approve_refund(refund, by=FINANCE, at=at), Sent(PayMethod.BANK, "BACS 7741"), by=CASHIER, at=at)
    text = body(client, home)
    assert "£1,398.00 was refunded" in text
    assert "Paid by the finance team of Kestrel" in text
    assert "BACS 7741" in text
    assert "K2 headphones, graphite: 2 came instead of 3." in text
    assert "cashier 0" not in text


def test_what_was_agreed_about_a_lower_amount_is_repeated(client: Client, place: Scene) -> None:
    returning = applied(place, bought_lately(place), 1, at=timezone.now())
    line = lines_of(returning)[0]
    decision = Decision(address=place.address, amounts={line.pk: 60000}, consent="99.00 off for the scratch, by phone")
    approve(returning, decision, by=REVIEWER, at=timezone.now())
    text = body(client, link(returning.case))
    assert "£600.00" in text
    assert "Agreed with you: 99.00 off for the scratch, by phone" in text


def test_a_link_opens_its_case_alone_and_no_personal_data(client: Client, place: Scene) -> None:
    bought = bought_lately(place)
    sent, other = sendable(place, bought, 1), sendable(place, bought, 1)
    photo = store_photo(jpeg(), "mine.jpg", max_bytes=10**6, by=AGENT, at=timezone.now())
    Evidence.objects.create(returning=other.returning, file=photo, added_at=timezone.now())
    text = body(client, link(sent.case))
    for secret in (other.returning.number, "7 Example Road", "+447700900142", "林小雨"):
        assert secret not in text
    assert client.get(reverse("link-photo", args=[sent.case.token, photo.pk])).status_code == 404
    assert client.get(reverse("link-photo", args=[other.case.token, photo.pk])).status_code == 200
    assert client.get(f"/my/{sent.returning.number}/").status_code == 302
    assert client.get(f"/photos/{photo.pk}/").status_code == 302


def test_wrong_links_are_not_there_and_after_twenty_the_asker_waits(client: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 1)
    statuses = [client.get(f"/c/WRONG{n}/").status_code for n in range(21)]
    assert statuses == [404] * 20 + [429]
    assert client.get(link(sent.case)).status_code == 200
    assert client.get(link(sent.case).replace(sent.case.token, f"{sent.case.token}X")).status_code == 429
    assert client.get(link(sent.case), REMOTE_ADDR="192.0.2.7").status_code == 200


def test_odd_addresses_are_not_there(client: Client, place: Scene, as_buyer: AsBuyer) -> None:
    browser = as_buyer(bought_lately(place))
    for url in ("/c/%00/", "/c/..%2f/", "/my/%00/", "/my/RT-0000-000000/", "/my/' OR 1=1/", f"/c/{'A' * 41}/"):
        assert browser.get(url).status_code == 404


def test_another_buyer_s_number_is_not_there(place: Scene, as_buyer: AsBuyer) -> None:
    other = sendable(place, bought_lately(place, account="somebody.else"), 1)
    browser = as_buyer(bought_lately(place))
    home = f"/my/{other.returning.number}/"
    assert browser.get(home).status_code == 404
    parcel = {"carrier": "Demo Post", "tracking_number": "DP123456"}
    for move in ("ship", "correct", "pickup", "cancel", "message"):
        assert browser.post(f"{home}{move}/", parcel).status_code == 404
    assert fresh(other).state == State.APPROVED


def test_a_colleague_reads_through_a_link_and_cannot_act_for_the_buyer(client: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place), 1)
    client.force_login(member(Role.OPERATIONS_REVIEWER))
    home = link(sent.case)
    text = body(client, home)
    assert "You are signed in as a colleague" in text
    assert "I sent it" not in text
    assert client.post(f"{home}cancel/").status_code == 403
    assert client.post(f"{home}ship/", {"carrier": "Demo", "tracking_number": "DP123456"}).status_code == 403
    assert client.post(f"{home}message/", {"text": "me", "once": "K"}).status_code == 403
    assert (fresh(sent).state, Note.objects.count()) == (State.APPROVED, 0)


def test_the_list_shows_cases_with_their_headline_and_orders_with_their_last_day(
    place: Scene, as_buyer: AsBuyer
) -> None:
    bought = bought_lately(place, name="José Ñandú")
    sent = sendable(place, bought, 1)
    late = bought_lately(place, signed_days_ago=30)
    text = body(as_buyer(bought), "/my/")
    assert sent.returning.number in text
    assert "Please send the parcel by" in text
    last_day = timezone.localdate() + timedelta(days=5)
    assert f"Possible until {last_day:%A}" in text
    assert late.number in text
    assert "The time to return it ended on" in text
    assert f"/my/orders/{late.pk}/return/" not in text


def test_the_list_asks_a_fixed_number_of_questions(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place)
    sendable(place, bought, 1)
    browser = as_buyer(bought)
    browser.get("/my/")
    few = _queries(browser)
    for _ in range(3):
        sendable(place, bought_lately(place), 1)
    assert _queries(browser) == few


def _queries(browser: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        browser.get("/my/")
    return len(seen)
