"""Photos: handed in by content, named once by who handed them in, seen by who may see their return."""

import io
import uuid
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django.fixtures import Settings

from aftercare.files.models import StoredFile
from aftercare.org.rights import Right as R
from aftercare.returns.models import Evidence, Return
from tests.api.client import Answer, Crew, Machine, machine, order_body, return_body
from tests.factories.shop import Scene, scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    """Stored content of this test goes where nobody looks."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


def picture(kind: str = "JPEG") -> bytes:
    """A small picture that says where it was taken."""
    image = Image.new("RGB", (40, 30), "teal")
    exif = image.getexif()
    exif[0x010E] = "secret place"
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def hand_in(who: Machine, content: bytes, name: str = "photo.jpg") -> Answer:
    """POST /files."""
    return who.upload("/files", {"photo": SimpleUploadedFile(name, content, "image/jpeg")})


@pytest.mark.shows("RET-38")
def test_a_photo_is_handed_in_named_and_seen(place: Scene, keys: Crew) -> None:
    handed_in = hand_in(keys.shop, picture(), "../../Foto 破损.jpg")
    assert handed_in.status_code == 201
    assert {**handed_in.json(), "id": "", "size": 0} == {
        "id": "",
        "name": "Foto 破损.jpg",
        "content_type": "image/jpeg",
        "size": 0,
        "width": 40,
        "height": 30,
    }
    file = handed_in.json()["id"]
    assert keys.shop.get(f"/files/{file}").status_code == 404, "no return shows it yet"

    keys.shop.post("/orders", order_body(place))
    opened = keys.shop.post("/returns", return_body(place, photos=[file])).json()
    assert opened["photos"] == [{"id": file, "content_type": "image/jpeg", "from_dock": False}]
    content = keys.reviewer.get(f"/files/{file}")
    assert (content.status_code, content.kind) == (200, "image/jpeg")
    assert content.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(content.content)).size == (40, 30)
    assert b"secret place" not in content.content
    thumbnail = keys.reviewer.get(f"/files/{file}/thumbnail")
    assert (thumbnail.status_code, thumbnail.kind) == (200, "image/jpeg")


def test_a_photo_is_seen_only_by_who_sees_its_return(place: Scene, keys: Crew) -> None:
    file = hand_in(keys.shop, picture()).json()["id"]
    keys.shop.post("/orders", order_body(place))
    keys.shop.post("/returns", return_body(place, photos=[file]))
    other = machine(R.RETURNS_SEE, merchant=scene("otter").merchant)
    for path in (f"/files/{file}", f"/files/{file}/thumbnail"):
        assert other.get(path).status_code == 404
        assert keys.warehouse.get(path).status_code == 404, "it is not at the dock yet"
        assert machine(R.ORDERS_SEE).get(path).status_code == 403


def test_a_photo_belongs_to_who_handed_it_in_and_to_one_return(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place))
    foreign = hand_in(machine(R.RETURNS_OPEN), picture()).json()["id"]
    own = hand_in(keys.shop, picture()).json()["id"]
    one_piece = [{"position": 1, "quantity": 1}]
    for photos, field in (([own, foreign], "photos[1]"), ([own, own], "photos[1]"), ([str(uuid.uuid4())], "photos[0]")):
        found = keys.shop.post("/returns", return_body(place, photos=photos, lines=one_piece))
        assert (found.status_code, found.json()["code"], found.json()["field"]) == (422, "unusable_photo", field)
    assert Return.objects.count() == 0
    assert keys.shop.post("/returns", return_body(place, photos=[own], lines=one_piece)).status_code == 201
    used = keys.shop.post("/returns", return_body(place, photos=[own], lines=one_piece))
    assert (used.status_code, used.json()["code"]) == (422, "unusable_photo")
    assert (Return.objects.count(), Evidence.objects.count()) == (1, 1)


def test_the_dock_adds_photos_of_the_parcel(place: Scene, keys: Crew) -> None:
    keys.shop.post("/orders", order_body(place))
    number = keys.shop.post("/returns", return_body(place)).json()["number"]
    keys.reviewer.post(f"/returns/{number}/approve", {"address": place.address.pk})
    file = hand_in(keys.warehouse, picture("PNG"), "dock.png").json()["id"]
    found = keys.warehouse.post(f"/returns/{number}/receive", {"photos": [file]}).json()
    assert found["photos"] == [{"id": file, "content_type": "image/png", "from_dock": True}]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<script>alert(1)</script>", "photo.jpg"),
        (b"%PDF-1.7", "photo.png"),
        (b"GIF89a" + b"\x00" * 20, "photo.gif"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 50, "photo.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo.svg"),
        (b"", "photo.jpg"),
    ],
)
def test_what_is_no_photo_is_refused_whatever_it_is_called(keys: Crew, content: bytes, name: str) -> None:
    found = hand_in(keys.shop, content, name)
    assert (found.status_code, found.kind) == (422, "application/problem+json")
    assert found.json()["field"] == "photo"
    assert StoredFile.objects.count() == 0


def test_a_photo_that_is_too_large_is_refused(keys: Crew, settings: Settings) -> None:
    settings.MAX_PHOTO_BYTES = 100
    found = hand_in(keys.shop, picture())
    assert (found.status_code, found.json()["code"]) == (413, "file_too_large")
    assert StoredFile.objects.count() == 0


def test_without_a_photo_the_field_is_named(keys: Crew) -> None:
    for found in (keys.shop.upload("/files", {}), keys.shop.upload("/files", {"photo": "text"})):
        assert (found.status_code, found.json()["field"]) == (422, "photo"), found.content
    assert keys.shop.post("/files", {"photo": 1}).status_code == 422
