"""Asking for a return on the buyer's pages."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.catalog.terms import Cause
from aftercare.files.models import StoredFile
from aftercare.files.queries import content_of
from aftercare.flow.return_goods import approve, take_in_goods
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import NewLine
from aftercare.org.roles import Role
from aftercare.returns.commands.policies import set_goods_class, set_rules
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Evidence, Return, ReturnLine
from aftercare.returns.terms import Counted, GoodsClass, Grade, State
from tests.factories.buying import bought_lately
from tests.factories.people import DOCKER, REVIEWER, actor, member
from tests.factories.pictures import CUT_JPEG, HTML, POLYGLOT, SVG, jpeg, upload
from tests.factories.shop import Scene, goods, order
from tests.factories.stories import applied
from tests.web.portal.conftest import AsBuyer

pytestmark = pytest.mark.django_db


def answers(place: Scene, bought: Order, *pieces: object, once: str = "ONCE", **more: object) -> dict[str, object]:
    """A filled-in request."""
    counts = {f"pieces-{line.pk}": n for line, n in zip(goods(bought), pieces, strict=False)}
    return {"once": once, "reason": place.reason.pk, "remark": "太大了, ¿vale?", **counts, **more}


def nothing_was_opened() -> bool:
    """No return, no photo, no piece reserved, and not a word in the journal about either."""
    reserved = OrderLine.objects.filter(goods_asked__gt=0).exists()
    said = Entry.objects.filter(kind__startswith="returns.").exists()
    return not (Return.objects.exists() or StoredFile.objects.exists() or reserved or said)


@pytest.mark.shows("RET-31", "RET-33", "RET-37", "PAG-25")
def test_buyer_asks_and_lands_on_his_case(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place)
    browser = as_buyer(bought)
    answer = browser.post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 2, 1))
    returning = Return.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/my/{returning.number}/")
    assert (returning.state, returning.asked_minor, returning.remark) == (State.SUBMITTED, 152700, "太大了, ¿vale?")
    assert list(ReturnLine.objects.order_by("pk").values_list("sku", "quantity")) == [("KA-K2-GR", 2), ("KA-K2-TC", 1)]
    page = browser.get(answer["Location"]).content.decode()
    assert "We are looking at your request" in page
    assert "£1,527.00" in page


def test_the_language_in_which_a_buyer_asks_is_remembered_unless_the_shop_told_one(
    place: Scene, as_buyer: AsBuyer
) -> None:
    bought = bought_lately(place)
    browser = as_buyer(bought)
    for language in ("es", "zh-hant"):
        browser.cookies["aftercare_language"] = language
        browser.post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1, once=language, despite="New"))
    bought.customer.refresh_from_db()
    assert (bought.customer.language, Return.objects.count()) == ("es", 2)


@pytest.mark.shows("RET-31")
def test_amount_is_computed_while_choosing_and_is_what_the_request_gets(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place)
    browser = as_buyer(bought)
    first, second = goods(bought)
    chosen = {f"pieces-{first.pk}": "2", f"pieces-{second.pk}": "1"}
    live = browser.get(f"/my/orders/{bought.pk}/amount/", chosen).content.decode()
    assert "£1,527.00" in live
    assert "£0.00" in browser.get(f"/my/orders/{bought.pk}/amount/", {f"pieces-{first.pk}": "99"}).content.decode()
    assert nothing_was_opened()


def test_pieces_that_differ_by_a_cent_are_asked_for_as_they_were_shown(place: Scene, as_buyer: AsBuyer) -> None:
    thirds = NewLine(sku="THIRD", name="Three for a hundred", quantity=3, unit_price_minor=3334, discount_minor=2)
    bought = bought_lately(place, lines=(thirds,))
    browser = as_buyer(bought)
    line = goods(bought)[0]
    for n in range(3):
        live = browser.get(f"/my/orders/{bought.pk}/amount/", {f"pieces-{line.pk}": "1"}).content.decode()
        browser.post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1, once=f"K{n}", despite="New"))
        asked = Return.objects.latest("pk").asked_minor
        assert f"£{asked / 100:.2f}" in live
    assert sorted(Return.objects.values_list("asked_minor", flat=True)) == [3333, 3333, 3334]


def test_form_offers_what_is_left_and_the_reasons_in_the_reader_s_language(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place)
    applied(place, bought, 2, at=timezone.now())
    browser = as_buyer(bought)
    page = browser.get(f"/my/orders/{bought.pk}/return/", headers={"accept-language": "zh-hans"}).content.decode()
    first = goods(bought)[0]
    assert f'id="id_pieces-{first.pk}"' in page
    assert 'data-max="1"' in page
    assert "不想要了" in page


def test_form_sent_twice_opens_one_return(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place)
    browser = as_buyer(bought)
    first = browser.post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1))
    second = browser.post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1))
    assert first["Location"] == second["Location"]
    assert Return.objects.count() == 1
    assert goods(bought)[0].goods_asked == 1


@pytest.mark.shows("RET-39")
def test_after_the_window_a_sentence_says_when_it_ended_and_nothing_is_opened(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place, signed_days_ago=30)
    browser = as_buyer(bought)
    ended = timezone.localdate() - timedelta(days=23)
    page = browser.get(f"/my/orders/{bought.pk}/return/").content.decode()
    assert f"{ended.day} {ended:%B}" in page
    assert '<form class="stack" id="ask"' not in page
    refused = browser.post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1))
    assert refused.status_code == 422
    assert nothing_was_opened()


@pytest.mark.parametrize(
    ("pieces", "sentence"),
    [
        ((0, 0), "Choose at least one piece to send back."),
        ((4, 0), "At most 3."),
        (("-1", 0), "Enter 0 or more."),
        (("two", 0), "Enter a whole number."),
    ],
)
def test_impossible_pieces_are_told_beside_the_form(
    place: Scene, as_buyer: AsBuyer, pieces: tuple[object, object], sentence: str
) -> None:
    bought = bought_lately(place)
    answer = as_buyer(bought).post(f"/my/orders/{bought.pk}/return/", answers(place, bought, *pieces))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert nothing_was_opened()


def test_an_empty_form_tells_everything_that_is_missing_at_once(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place)
    answer = as_buyer(bought).post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 0, reason=""))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose at least one piece to send back." in text
    assert "Choose a reason." in text


def test_a_hidden_or_missing_reason_is_refused(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place)
    answer = as_buyer(bought).post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1, reason=""))
    assert answer.status_code == 422
    assert "Choose a reason." in answer.content.decode()
    assert nothing_was_opened()


@pytest.mark.shows("RET-38")
def test_photos_come_along_without_their_metadata(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place)
    browser = as_buyer(bought)
    photos = [upload(jpeg(maker="SecretMaker")), upload(jpeg(), "第二张.png")]
    browser.post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1, photos=photos))
    kept = [evidence.file for evidence in Evidence.objects.order_by("pk").select_related("file")]
    assert [(file.content_type, file.name) for file in kept] == [
        ("image/jpeg", "photo.jpg"),
        ("image/jpeg", "第二张.png"),
    ]
    assert b"SecretMaker" not in content_of(kept[0])
    number = Return.objects.get().number
    seen = browser.get(f"/my/{number}/photos/{kept[0].pk}/")
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in seen["Content-Security-Policy"]
    assert browser.get(f"/my/{number}/photos/{kept[0].pk}/small/").status_code == 200


@pytest.mark.parametrize("content", [HTML, SVG, POLYGLOT, CUT_JPEG, b""])
def test_what_only_pretends_to_be_a_photo_is_refused(place: Scene, as_buyer: AsBuyer, content: bytes) -> None:
    bought = bought_lately(place)
    photos = [upload(jpeg()), upload(content, "holiday.jpg")]
    answer = as_buyer(bought).post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1, photos=photos))
    assert answer.status_code == 422
    assert "“holiday.jpg” is not a JPEG, PNG or WebP picture." in answer.content.decode()
    assert nothing_was_opened()


def test_a_photo_that_is_too_large_is_refused_with_the_limit(
    place: Scene, as_buyer: AsBuyer, settings: LazySettings
) -> None:
    settings.MAX_PHOTO_BYTES = 1024 * 1024
    bought = bought_lately(place)
    huge = upload(jpeg() + b"\0" * 1024 * 1024, "huge.jpg")
    answer = as_buyer(bought).post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1, photos=[huge]))
    assert answer.status_code == 413
    assert "“huge.jpg” is larger than 1 MB." in answer.content.decode()
    assert nothing_was_opened()


def test_ten_photos_are_too_many(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place)
    photos = [upload(jpeg(), f"{n}.jpg") for n in range(10)]
    answer = as_buyer(bought).post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1, photos=photos))
    assert answer.status_code == 422
    assert "Choose at most 9 photos." in answer.content.decode()
    assert nothing_was_opened()


@pytest.mark.shows("RET-46")
def test_goods_not_received_yet_may_be_announced_as_refused(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(place, signed_days_ago=None)
    browser = as_buyer(bought)
    assert "I have not received it yet" in browser.get(f"/my/orders/{bought.pk}/return/").content.decode()
    browser.post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 3, 2, not_received="on"))
    assert Return.objects.get().not_received is True


def test_not_paid_says_so(place: Scene, as_buyer: AsBuyer) -> None:
    bought = order(place, shipped=False, signed=False)
    Order.objects.filter(pk=bought.pk).update(paid_at=None)
    page = as_buyer(bought).get(f"/my/orders/{bought.pk}/return/").content.decode()
    assert "This order has not been paid yet" in page


@pytest.mark.shows("RET-30", "RET-34")
def test_paid_and_not_sent_is_called_off_and_answered_at_once(place: Scene, as_buyer: AsBuyer) -> None:
    bought = order(place, shipped=False, signed=False)
    why = add_reason("refund_only", {"en": "Ordered by mistake"}, by=SYSTEM, at=timezone.now())
    browser = as_buyer(bought)
    page = browser.get(f"/my/orders/{bought.pk}/return/").content.decode()
    assert "Call off goods" in page
    assert "3 of 3 can be called off" in page
    assert "will refuse the parcel" not in page
    browser.post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 2, reason=why.pk))
    found = Return.objects.get()
    assert (found.kind, found.state, found.amount_minor) == ("refund_only", "refunding", 139800)
    told = browser.get(f"/my/{found.number}/").content.decode()
    assert "£1,398.00 is being paid to you" in told
    assert "You do not want 2 pieces any more." in told
    assert "Return slip" not in told


def test_another_buyer_s_order_is_not_there(place: Scene, as_buyer: AsBuyer) -> None:
    mine, other = bought_lately(place), bought_lately(place, account="somebody.else")
    browser = as_buyer(mine)
    for page in ("return", "amount"):
        assert browser.get(f"/my/orders/{other.pk}/{page}/").status_code == 404
    assert browser.post(f"/my/orders/{other.pk}/return/", answers(place, other, 1)).status_code == 404
    assert nothing_was_opened()


def test_a_buyer_s_sign_in_without_orders_sees_nobody_s(place: Scene, client: Client) -> None:
    bought = bought_lately(place)
    client.force_login(member(Role.BUYER))
    page = client.get("/my/")
    assert page.status_code == 200
    assert bought.number not in page.content.decode()
    assert client.get(f"/my/orders/{bought.pk}/return/").status_code == 404


def test_goods_that_the_law_lets_the_seller_keep_sold_are_marked_before_anybody_asks(
    place: Scene, as_buyer: AsBuyer
) -> None:
    admin = actor(Role.ADMINISTRATOR)
    set_rules(place.merchant, {"law": "cn_online"}, by=admin, at=timezone.now())
    set_goods_class(place.merchant, "KA-K2-GR", GoodsClass.CUSTOM_MADE, by=admin, at=timezone.now())
    set_goods_class(place.merchant, "KA-K2-TC", GoodsClass.NEAR_EXPIRY, by=admin, at=timezone.now())
    bought = bought_lately(place)
    browser = as_buyer(bought)
    marked = (
        "need not be taken back (China: measures on returning goods bought online within seven days (2020), art. 6)"
    )
    assert browser.get("/my/").content.decode().count("Not returnable") == 1
    for address in (f"/my/orders/{bought.pk}/return/", f"/my/orders/{bought.pk}/exchange/"):
        page = browser.get(address).content.decode()
        # The second article was not confirmed at the purchase as one that does not come back.
        assert (page.count("Not returnable"), page.count(marked)) == (1, 1), address
    assert "Made to the buyer&#x27;s order" in page


FIVE = [{"kind": "fixed", "minor": 500, "currency": "GBP", "basis_points": 0, "reason": "", "mark": "", "level": ""}]


def with_fee(place: Scene) -> Scene:
    """The merchant takes five pounds for each return of a buyer who changed his mind."""
    Reason.objects.filter(pk=place.reason.pk).update(cause=str(Cause.MIND))
    set_rules(place.merchant, {"fee_rules": FIVE}, by=actor(Role.ADMINISTRATOR), at=timezone.now())
    return place


@pytest.mark.shows("RET-42")
def test_a_service_fee_is_read_before_it_is_agreed_to(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(with_fee(place))
    browser, url = as_buyer(bought), f"/my/orders/{bought.pk}/return/"
    (first, *_others) = goods(bought)
    live = browser.get(f"/my/orders/{bought.pk}/amount/", {f"pieces-{first.pk}": "1", "reason": str(place.reason.pk)})
    for told in ("takes a service fee of £5.00", "£694.00</span> with the service fee", 'name="fee_seen" value="500"'):
        assert told in live.content.decode()
    unseen = browser.post(url, answers(place, bought, 1, fee_agreed="on"))
    assert (unseen.status_code, Return.objects.exists(), StoredFile.objects.exists()) == (422, False, False)
    assert "A service fee belongs to this return." in unseen.content.decode()
    done = browser.post(url, answers(place, bought, 1, fee_seen="500", fee_agreed="on"))
    returning = Return.objects.get()
    assert (done.status_code, returning.amount_minor) == (302, 69400)
    page = browser.get(done["Location"]).content.decode()
    for told in (
        "The seller takes a service fee of £5.00, to which you agreed.",
        "Agreed with you: the service fee, when you asked",
    ):
        assert told in page


@pytest.mark.shows("RET-42")
def test_the_rest_of_a_request_costs_no_second_fee_and_the_page_says_of_which(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(with_fee(place))
    browser, url = as_buyer(bought), f"/my/orders/{bought.pk}/return/"
    browser.post(url, answers(place, bought, 2, fee_seen="500", fee_agreed="on"))
    returning = approve(Return.objects.get(), Decision(address=place.address), by=REVIEWER, at=timezone.now())
    (line,) = ReturnLine.objects.all()
    take_in_goods(returning, [Counted(line.pk, 1, 1, 0, Grade.AS_NEW)], by=DOCKER, at=timezone.now())
    why = f"This is the rest of your return {returning.number}, so it costs you no second service fee."
    chosen = {f"pieces-{line.order_line_id}": "1", "reason": str(place.reason.pk)}
    assert why in browser.get(f"/my/orders/{bought.pk}/amount/", chosen).content.decode()
    done = browser.post(url, answers(place, bought, 1, once="TWO", despite="The rest."))
    rest = Return.objects.get(number=done["Location"].split("/")[2])
    assert (rest.amount_minor, why in browser.get(done["Location"]).content.decode()) == (69900, True)


def test_who_does_not_agree_asks_all_the_same(place: Scene, as_buyer: AsBuyer) -> None:
    bought = bought_lately(with_fee(place))
    browser = as_buyer(bought)
    done = browser.post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1, fee_seen="500"))
    assert Return.objects.get().amount_minor == 69900
    page = browser.get(done["Location"]).content.decode()
    assert "You did not agree to the seller&#x27;s service fee of £5.00, so nothing is taken." in page


def test_a_gift_is_told_of_before_anybody_asks_and_nothing_is_taken_before_the_count(
    place: Scene, as_buyer: AsBuyer
) -> None:
    set_rules(place.merchant, {"law": "cn_online"}, by=actor(Role.ADMINISTRATOR), at=timezone.now())
    case = NewLine(sku="KA-K2-TC", name="Travel case K2", quantity=1, unit_price_minor=12900)
    cable = NewLine(sku="KA-CABLE", name="Cable, a gift", quantity=1, unit_price_minor=900, is_gift=True)
    bought = order(place, lines=(case, cable), ordered_at=timezone.now() - timedelta(days=4))
    Order.objects.update(signed_at=timezone.now() - timedelta(days=1))
    browser, (first, gift) = as_buyer(bought), goods(bought)
    address = f"/my/orders/{bought.pk}/amount/"
    chosen = {f"pieces-{first.pk}": "1", "reason": str(place.reason.pk)}
    kept = browser.get(address, chosen).content.decode()
    for told in (
        "£120.00",
        "Cable, a gift stays with you: once all goods are here, its marked price of £9.00 is taken off, by law.",
    ):
        assert told in kept
    back = browser.get(address, {**chosen, f"pieces-{gift.pk}": "1"}).content.decode()
    for told in ("£129.00", "Cable, a gift was a gift: please send it back, too"):
        assert told in back
    browser.post(f"/my/orders/{bought.pk}/return/", answers(place, bought, 1))
    assert Return.objects.get().amount_minor == 12900
