"""Evidence photos: served to those who see the return, with headers that let them be nothing but pictures."""

import io
import uuid

import pytest
from django.test import Client
from PIL import Image

from aftercare.cases.terms import Channel
from aftercare.customers.commands import link_member
from aftercare.files.commands import store_photo
from aftercare.flow.return_goods import apply_for_return
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.returns.commands.applying import Application
from aftercare.returns.models import Evidence
from aftercare.returns.terms import Wanted
from tests.factories.people import MONDAY, buyer, member
from tests.factories.shop import Scene, goods, order, scene

pytestmark = pytest.mark.django_db


def photo_of(place: Scene, *, account: str = "lin.demo") -> Evidence:
    """A return with one photo."""
    bought = order(place, account=account)
    who = buyer(bought.customer_id)
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "PNG")
    stored = store_photo(out.getvalue(), "../../evil\r\n.png", max_bytes=10**6, by=who, at=MONDAY)
    wanted = [Wanted(goods(bought)[0].pk, 1)]
    application = Application(wanted=wanted, reason=place.reason, photos=[stored])
    found = apply_for_return(bought, application, channel=Channel.PORTAL, by=who, at=MONDAY)
    return Evidence.objects.select_related("returning__customer").get(returning=found)


def signed_in(someone: Member) -> Client:
    browser = Client()
    browser.force_login(someone)
    return browser


def test_photo_is_private_and_can_be_nothing_but_a_picture() -> None:
    proof = photo_of(scene())
    answer = signed_in(member(Role.AGENT)).get(f"/photos/{proof.file_id}/")
    assert answer.status_code == 200
    told = {name: answer.headers[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")}
    assert told == {"Content-Type": "image/png", "Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"}
    assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "max-age=3600"}
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(answer.content)).size == (640, 480)


def test_thumbnail_is_a_small_jpeg() -> None:
    proof = photo_of(scene())
    answer = signed_in(member(Role.AGENT)).get(f"/photos/{proof.file_id}/thumb/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(answer.content)).size == (320, 240)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.AGENT, 200),
        (Role.OPERATIONS_REVIEWER, 200),
        (Role.AUDITOR, 200),
        (Role.CASHIER, 200),
        (Role.DOCK, 404),
        (Role.ADMINISTRATOR, 404),
    ],
)
def test_photo_is_served_to_those_who_see_the_return(role: Role, status: int) -> None:
    """The dock sees a return only while there is something for it to do; administrators see photos of repairs alone."""
    proof = photo_of(scene())
    browser = signed_in(member(role))
    assert browser.get(f"/photos/{proof.file_id}/").status_code == status
    assert browser.get(f"/photos/{proof.file_id}/thumb/").status_code == status


def test_merchant_sees_photos_of_his_own_returns_only() -> None:
    mine, theirs = scene("kestrel"), scene("northlight")
    own, foreign = photo_of(mine), photo_of(theirs)
    browser = signed_in(member(Role.MERCHANT, merchants=(mine.merchant,)))
    assert browser.get(f"/photos/{own.file_id}/").status_code == 200
    assert browser.get(f"/photos/{foreign.file_id}/").status_code == 404


def test_buyer_sees_his_own_photos_only() -> None:
    place = scene()
    own, foreign = photo_of(place, account="lin.demo"), photo_of(place, account="orla.demo")
    someone = member(Role.BUYER)
    link_member(own.returning.customer, someone.pk)
    browser = signed_in(someone)
    assert browser.get(f"/photos/{own.file_id}/").status_code == 200
    assert browser.get(f"/photos/{foreign.file_id}/").status_code == 404


def test_addresses_that_name_no_photo_are_not_found() -> None:
    browser = signed_in(member(Role.AGENT))
    assert browser.get(f"/photos/{uuid.uuid4()}/").status_code == 404
    for path in ("/photos/../../etc/passwd/", "/photos/%2e%2e%2f/", "/photos/1/", "/photos/x/thumb/"):
        assert browser.get(path).status_code == 404
    assert Client().get(f"/photos/{photo_of(scene()).file_id}/").status_code == 302
