"""Counting at the dock: what the numbers do, and that wrong ones do nothing."""

import pytest
from django.conf import LazySettings
from django.test import Client

from aftercare.files.models import StoredFile
from aftercare.files.queries import content_of
from aftercare.journal.models import Entry
from aftercare.org.roles import Role
from aftercare.returns.models import Evidence, Return, ReturnLine, StockRecord
from aftercare.returns.terms import State
from tests.factories.buying import Sendable, bought_lately, sendable
from tests.factories.pictures import HTML, SVG, jpeg, upload
from tests.factories.shop import Scene, goods
from tests.web.dock.conftest import As, counted

pytestmark = pytest.mark.django_db


def url(sent: Sendable, page: str = "") -> str:
    """The dock's page of a return."""
    return f"/dock/{sent.returning.number}/{page}"


def fresh(sent: Sendable) -> Return:
    """The return as it is now."""
    return Return.objects.get(pk=sent.returning.pk)


def nothing_changed(sent: Sendable) -> bool:
    """Not received, not counted, nothing in stock, the whole promise stands, nothing kept."""
    now = fresh(sent)
    line = ReturnLine.objects.get(returning=now)
    account = goods(now.order)[0]
    kept = StockRecord.objects.exists() or StoredFile.objects.exists()
    facts = (now.state, now.amount_minor, line.counted, account.granted_minor, account.goods_back)
    return facts == (State.APPROVED, 209700, None, 209700, 0) and not kept


@pytest.mark.shows("RET-49", "RET-61")
def test_three_asked_two_came_one_damaged(docker: Client, three: Sendable) -> None:
    answer = docker.post(url(three), counted(three, 2, 2, 1, "damaged"))
    assert (answer.status_code, answer["Location"]) == (302, f"/dock/?done={three.returning.number}")
    assert (fresh(three).state, fresh(three).amount_minor) == (State.INSPECTED, 139800)
    found = StockRecord.objects.order_by("is_scrap").values_list("kind", "sku", "quantity", "is_scrap", "operator_name")
    assert list(found) == [("return_in", "KA-K2-GR", 1, False, "Dock"), ("return_in", "KA-K2-GR", 1, True, "Dock")]
    account = goods(three.returning.order)[0]
    assert (account.granted_minor, account.goods_asked, account.goods_back) == (139800, 2, 2)
    page = docker.get(answer["Location"]).content.decode()
    assert "1 to stock, 1 scrapped, 1 missing" in page
    assert "promised 3, counted 2, accepted 2" in page


def test_the_effect_is_told_before_booking_in_and_changes_nothing(docker: Client, three: Sendable) -> None:
    assert "The promise of £2,097.00 stays." in docker.get(url(three)).content.decode()
    live = docker.get(url(three, "effect/"), counted(three, 2, 2, 1, "damaged")).content.decode()
    assert "1 to stock, 1 scrapped, 1 missing." in live
    assert "The promise falls from £2,097.00 to £1,398.00." in live
    assert "1 missing: promised 3, counted 2" in live
    extra = docker.get(url(three, "effect/"), counted(three, 5, 3, 0)).content.decode()
    assert "2 too many: promised 3, counted 5" in extra
    assert "3 to stock, 2 go back to the buyer." in extra
    assert nothing_changed(three)


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((2, 3, 0, "opened"), "More pieces accepted than counted."),
        ((5, 4, 0, "opened"), "More pieces accepted than the buyer was to send back."),
        ((3, 1, 2, "damaged"), "More pieces damaged than accepted."),
        ((-1, 0, 0, "opened"), "Enter 0 or more."),
        (("3.5", 3, 0, "opened"), "Enter a whole number."),
        (("", 3, 0, "opened"), "This field is required."),
        (("RT-2611-000418", 3, 0, "opened"), "Enter a whole number."),
        (("6901234567892", 3, 0, "opened"), "Was a code scanned into this field?"),
        ((3, 3, 0, ""), "Choose a grade."),
        ((3, 3, 0, "shiny"), "Select a valid choice."),
        ((3, 3, 0, "missing"), "What is missing is not counted"),
        ((3, 0, 0, "wrong"), "Nothing was accepted. Refuse the goods with a reason instead."),
        ((0, 0, 0, ""), "Nothing was accepted."),
    ],
)
def test_counts_that_contradict_themselves_are_refused(
    docker: Client, three: Sendable, numbers: tuple[object, object, object, str], sentence: str
) -> None:
    entries = Entry.objects.count()
    answer = docker.post(url(three), counted(three, *numbers, photos=upload(jpeg())))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert nothing_changed(three)
    assert Entry.objects.count() == entries


def test_an_answer_to_a_script_tells_faults_without_the_page_around(docker: Client, three: Sendable) -> None:
    answer = docker.post(url(three), counted(three, 2, 3), headers={"hx-request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "More pieces accepted than counted." in text
    assert 'hx-swap-oob="true"' in text
    assert "<html" not in text


def test_a_missing_grade_is_told_only_after_trying_to_book_in(docker: Client, three: Sendable) -> None:
    numbers = counted(three, 3, 3, 0, "")
    assert "Choose a grade." not in docker.get(url(three, "effect/"), numbers).content.decode()
    assert "Choose a grade." in docker.get(url(three, "effect/"), {**numbers, "final": "yes"}).content.decode()


def test_a_double_click_books_in_once(docker: Client, three: Sendable) -> None:
    first = docker.post(url(three), counted(three, 3, 3))
    second = docker.post(url(three), counted(three, 3, 3))
    assert first["Location"] == second["Location"]
    assert list(StockRecord.objects.values_list("quantity", flat=True)) == [3]
    third = docker.post(url(three), counted(three, 3, 3, once="ANOTHER"))
    assert third.status_code == 409
    assert StockRecord.objects.count() == 1


def test_arrived_now_counted_later_by_somebody_else(docker: Client, three: Sendable, as_role: As) -> None:
    assert docker.post(url(three, "arrived/"))["Location"] == "/dock/"
    now = fresh(three)
    assert (now.state, now.received_by_name) == (State.RECEIVED, "Dock")
    assert three.returning.number in docker.get("/dock/").content.decode()
    other = as_role(Role.DOCK, email="second@example.com")
    assert other.post(url(three), counted(three, 3, 3, 0, "as_new")).status_code == 302
    assert (fresh(three).state, StockRecord.objects.get().quantity) == (State.INSPECTED, 3)


def test_photos_from_the_count_stay_with_the_return(docker: Client, three: Sendable) -> None:
    docker.post(url(three, "arrived/"))
    docker.post(url(three), counted(three, 3, 3, photos=upload(jpeg(maker="PhoneOfPia"))))
    evidence = Evidence.objects.get()
    assert (evidence.returning_id, evidence.from_dock) == (three.returning.pk, True)
    assert b"PhoneOfPia" not in content_of(evidence.file)


@pytest.mark.parametrize("content", [HTML, SVG])
def test_what_only_pretends_to_be_a_photo_stops_the_count(docker: Client, three: Sendable, content: bytes) -> None:
    answer = docker.post(url(three), counted(three, 3, 3, photos=upload(content, "box.jpg")))
    assert answer.status_code == 422
    assert nothing_changed(three)


def test_a_photo_too_large_stops_the_count(docker: Client, three: Sendable, settings: LazySettings) -> None:
    settings.MAX_PHOTO_BYTES = 1024 * 1024
    answer = docker.post(url(three), counted(three, 3, 3, photos=upload(b"x" * (1024 * 1024 + 1), "box.jpg")))
    assert answer.status_code == 413
    assert "“box.jpg” is larger than 1 MB." in answer.content.decode()
    assert nothing_changed(three)


def refusal(sent: Sendable, reason: str, **more: object) -> dict[str, object]:
    """A filled-in refusal of the return's only line."""
    line = ReturnLine.objects.get(returning=sent.returning)
    return {"once": "ONCE", "reason": reason, f"counted-{line.pk}": 3, f"grade-{line.pk}": "wrong", **more}


def test_goods_are_refused_with_a_reason_and_everything_is_set_free(docker: Client, three: Sendable) -> None:
    answer = docker.post(url(three, "refuse/"), refusal(three, "箱子里是砖头", photos=upload(jpeg())))
    assert answer["Location"] == f"/dock/?done={three.returning.number}"
    now = fresh(three)
    account = goods(now.order)[0]
    assert (now.state, now.reject_reason) == (State.REFUSED, "箱子里是砖头")
    assert (account.granted_minor, account.goods_asked, StockRecord.objects.count()) == (0, 0, 0)
    assert Evidence.objects.get().from_dock
    assert "箱子里是砖头" in docker.get(answer["Location"]).content.decode()


def test_a_refusal_without_reason_is_refused(docker: Client, three: Sendable) -> None:
    assert docker.post(url(three, "refuse/"), refusal(three, "  ")).status_code == 422
    assert nothing_changed(three)


def test_who_reviewed_the_return_does_not_count_it(as_role: As, place: Scene, three: Sendable) -> None:
    both = as_role(Role.DOCK)
    me = both.session["_auth_user_id"]
    Return.objects.filter(pk=three.returning.pk).update(reviewed_by=f"member:{me}")
    page = both.get(url(three)).content.decode()
    assert "You reviewed this return, so somebody else must take this step." in page
    assert "Book in" not in page
    assert both.post(url(three), counted(three, 3, 3)).status_code == 403
    assert nothing_changed(three)


def test_a_return_that_was_counted_is_shown_and_cannot_be_counted_again(docker: Client, three: Sendable) -> None:
    docker.post(url(three), counted(three, 3, 3))
    page = docker.get(url(three)).content.decode()
    assert "dealt with already" in page
    assert "Booked in:</b> 3 to stock. Finance is next." in page
    assert "Book in" not in page
    Return.objects.filter(pk=three.returning.pk).update(state=State.REFUNDING)
    assert "Finance is next." not in docker.get(url(three)).content.decode()


def test_two_lines_each_with_their_own_numbers(docker: Client, place: Scene) -> None:
    sent = sendable(place, bought_lately(place, name="José Ñandú 林"), 1, 2)
    first, second = ReturnLine.objects.filter(returning=sent.returning).order_by("pk")
    answers = {"once": "K"}
    for line, numbers in ((first, (1, 1, 0, "as_new")), (second, (1, 1, 1, "damaged"))):
        for name, value in zip(("counted", "accepted", "damaged", "grade"), numbers, strict=True):
            answers[f"{name}-{line.pk}"] = str(value)
    assert docker.post(url(sent), answers).status_code == 302
    records = StockRecord.objects.order_by("sku").values_list("sku", "quantity", "is_scrap")
    assert list(records) == [("KA-K2-GR", 1, False), ("KA-K2-TC", 1, True)]
    assert fresh(sent).amount_minor == 69900 + 12900
