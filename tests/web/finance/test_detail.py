"""The page of one refund: where its amount comes from, who did what, and what the reader may do."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import RefundState
from aftercare.files.commands import store_photo
from aftercare.flow.return_goods import approve_again, take_in_goods
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.models import Member
from aftercare.org.roles import Role, rights_of
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade
from tests.factories.people import DOCKER, MONDAY, REVIEWER, member
from tests.factories.pictures import jpeg
from tests.factories.shop import Scene, order, scene
from tests.factories.stories import all_good, shipped
from tests.web.finance.stories import paid, payable, sent_back, someone, to_approve

pytestmark = pytest.mark.django_db


def page(client: Client, refund: Refund) -> str:
    """The refund's page as HTML."""
    return client.get(reverse("finance-detail", args=[refund.number])).content.decode()


def taken_in_by(who: Member, place: Scene) -> Refund:
    """A refund whose goods this member took in, when he stood at the dock."""
    actor = Actor(ActorKind.MEMBER, who.pk, who.name, rights_of([Role.DOCK]))
    returning = shipped(place, order(place))
    take_in_goods(returning, all_good(returning), by=actor, at=MONDAY + timedelta(days=2))
    refund = refund_of_case(returning.case_id)
    assert refund
    return refund


def test_amounts_stand_with_what_they_come_from() -> None:
    place = scene()
    refund = refund_of_case(_damaged(place).case_id)
    assert refund
    file = someone(Role.AUDITOR).get(reverse("finance-detail", args=[refund.number])).context["file"]
    line = file.lines[0]
    goods = line.goods
    assert (goods.quantity, goods.counted, goods.accepted, goods.damaged, str(line.grade)) == (3, 2, 2, 1, "Damaged")
    assert (line.owed.paid, line.owed.given, line.owed.this, line.owed.stays) == (209700, 0, 139800, 69900)
    assert len(file.differing) == 1
    text = page(someone(Role.MANAGER), refund)
    assert "1 line did not come as promised: pieces are missing, too many, not accepted or damaged." in text
    assert "£1,398.00" in text


def _damaged(place: Scene) -> Return:
    returning = shipped(place, order(place), 3)
    (line,) = lines_of(returning)
    return take_in_goods(
        returning, [Counted(line.pk, 2, 2, 1, Grade.DAMAGED)], by=DOCKER, at=MONDAY + timedelta(days=2)
    )


def test_photos_stand_beside_the_amount_and_open_for_who_sees_refunds() -> None:
    place = scene()
    returning = shipped(place, order(place))
    photo = store_photo(jpeg(), "dock.jpg", max_bytes=10**6, by=DOCKER, at=MONDAY)
    take_in_goods(returning, all_good(returning), photos=[photo], by=DOCKER, at=MONDAY + timedelta(days=2))
    refund = refund_of_case(returning.case_id)
    assert refund
    cashier = someone(Role.CASHIER)
    (shown,) = cashier.get(reverse("finance-detail", args=[refund.number])).context["file"].photos
    assert str(shown.alt) == "Photo from the dock"
    assert cashier.get(shown.url)["Content-Type"] == "image/jpeg"
    assert cashier.get(shown.thumb).status_code == 200


def test_steps_tell_who_did_what_and_when() -> None:
    file = someone(Role.AUDITOR).get(reverse("finance-detail", args=[paid(scene()).number])).context["file"]
    assert [(str(step.label), step.state, step.who) for step in file.steps] == [
        ("Asked for", "done", ""),
        ("Operations review", "done", "operations_reviewer 0"),
        ("Goods accepted", "done", "dock 0"),
        ("Finance review", "done", "finance_reviewer 0"),
        ("Paid out", "done", "cashier 0"),
    ]
    assert file.steps[-1].at == MONDAY + timedelta(days=3)


@pytest.mark.shows("RET-43")
def test_the_button_says_the_amount_and_the_sentence_what_happens() -> None:
    text = page(someone(Role.FINANCE_REVIEWER), to_approve(scene(), 2))
    assert "Approving lets the cashier pay" in text
    assert text.count("£1,398.00") >= 3
    assert "Send back…" in text


def test_who_may_not_act_sees_no_button() -> None:
    place = scene()
    for refund in (to_approve(place), payable(place), sent_back(place)):
        for role in (Role.AUDITOR, Role.MANAGER):
            text = page(someone(role, email=f"{refund.pk}-{role}@example.com"), refund)
            assert '<button class="btn primary' not in text.split("<main")[1]


def test_who_took_the_goods_in_finds_a_lock_with_the_reason() -> None:
    who = member(Role.FINANCE_REVIEWER)
    refund = taken_in_by(who, scene())
    client = Client()
    client.force_login(who)
    text = page(client, refund)
    assert "You took these goods in, so somebody else must take this step." in text
    assert reverse("finance-approve", args=[refund.number]) not in text
    answer = client.post(reverse("finance-approve", args=[refund.number]), {"version": refund.version})
    refund.refresh_from_db()
    assert (answer.status_code, refund.state) == (403, RefundState.TO_APPROVE)


def test_no_lock_where_the_merchant_wants_none() -> None:
    who = member(Role.FINANCE_REVIEWER)
    refund = taken_in_by(who, scene(separate_people=False))
    client = Client()
    client.force_login(who)
    assert "somebody else must take this step" not in page(client, refund)
    assert client.post(reverse("finance-approve", args=[refund.number]), {"version": refund.version}).status_code == 302


@pytest.mark.shows("PAG-21")
def test_what_came_again_says_why_it_had_been_sent_back() -> None:
    place = scene()
    refund = sent_back(place, "Receipt says 600.")
    returning = Return.objects.get(case=refund.case_id)
    (line,) = lines_of(returning)
    decision = Decision(amounts={line.pk: 60000}, consent="Agreed by phone.")
    approve_again(returning, decision, by=REVIEWER, at=MONDAY + timedelta(days=4))
    refund.refresh_from_db()
    assert (refund.state, refund.total_minor) == (RefundState.TO_APPROVE, 60000)
    text = page(someone(Role.FINANCE_REVIEWER), refund)
    assert "Receipt says 600." in text
    assert "Agreed by phone." in text
    assert "£99.00 below the price" in " ".join(text.split()).replace('<span class="num">', "").replace("</span>", "")


def test_the_next_one_in_the_queue_is_one_key_away() -> None:
    place = scene()
    first, second = to_approve(place), to_approve(place)
    finance = someone(Role.FINANCE_REVIEWER)
    assert f"Next: {second.number}" in page(finance, first)
    assert f"Next: {first.number}" in page(finance, second)
    assert "Next:" not in page(someone(Role.AUDITOR), first)


def test_the_buyer_s_name_is_covered() -> None:
    text = page(someone(Role.CASHIER), payable(scene()))
    assert "Lin Demo" not in text
    assert "L•••" in text
