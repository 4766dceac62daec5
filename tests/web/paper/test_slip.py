"""The return slip on paper: looked at as a printer and a scanner see it."""

from collections.abc import Iterator
from contextlib import closing

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image, ImageChops

from aftercare.cases.models import Case
from aftercare.kernel.errors import Conflict
from aftercare.orders.terms import NewLine
from aftercare.org.roles import Role
from aftercare.web.paper import fonts, pdf, views
from aftercare.web.paper.fonts import CannotPrint, cjk_font_available, printing_fault
from aftercare.web.paper.pdf import pdf_of
from aftercare.web.paper.slip import slip_pdf
from tests.factories.buying import Sendable, account_of, bought_lately, sendable
from tests.factories.people import member
from tests.factories.shop import Scene, scene
from tests.factories.stories import applied

LANGUAGES = ("en", "zh-hans", "zh-hant", "es")
GOODS = (
    NewLine(sku="KA-K2-GR", name="K2 耳机，石墨色", quantity=2, unit_price_minor=69900),
    NewLine(sku="KA-K2-TC", name="Funda de viaje, señal «Ñandú»", quantity=1, unit_price_minor=12900),
)


@pytest.fixture
def place(db: None) -> Scene:
    """A merchant whose goods go back to a Chinese address."""
    found = scene()
    found.address.contact, found.address.street, found.address.city = "收货组", "示例路 88 号 東退貨倉", "示例市"
    found.address.save()
    return found


@pytest.fixture
def sent(place: Scene) -> Sendable:
    """Two kinds of goods, approved to come back."""
    return sendable(place, bought_lately(place, lines=GOODS), 2, 1)


def raster(content: bytes, *, scale: float = 3.0) -> Image.Image:
    """The first page as a picture."""
    with closing(pypdfium2.PdfDocument(content)) as document, closing(document[0]) as page:
        picture: Image.Image = page.render(scale=scale).to_pil().convert("L")
        return picture


def text_of(content: bytes) -> str:
    """The text layer of the first page."""
    with closing(pypdfium2.PdfDocument(content)) as document, closing(document[0].get_textpage()) as layer:
        return str(layer.get_text_bounded())


def drawn(signs: str, language: str) -> list[Image.Image]:
    """Each sign as paper shows it in a language."""
    style = "@page { size: 200mm 20mm; margin: 0 } body { margin: 0; font-size: 40pt; line-height: 20mm }"
    style += "b { position: absolute; top: 0; width: 20mm; font-weight: normal }"
    cells = "".join(f'<b class="c{n}">{sign}</b>' for n, sign in enumerate(signs))
    places = "".join(f".c{n} {{ left: {n * 20}mm }}" for n in range(len(signs)))
    page = raster(
        pdf_of(f'<html lang="{language}"><style>{style}{places}</style><body>{cells}</body></html>'), scale=1.0
    )
    return [page.crop((int(n * 56.69), 0, int(n * 56.69) + 54, page.height)) for n in range(len(signs))]


@pytest.mark.shows("RET-24")
@pytest.mark.parametrize("language", LANGUAGES)
def test_bar_code_and_qr_code_are_read_by_a_scanner(sent: Sendable, language: str) -> None:
    with translation.override(language):
        found = zxingcpp.read_barcodes(raster(slip_pdf(sent.returning, at=sent.at)))
    read = {code.format: code.text for code in found}
    assert read == {
        zxingcpp.BarcodeFormat.Code128: sent.returning.number,
        zxingcpp.BarcodeFormat.QRCode: sent.returning.number,
    }


@pytest.mark.shows("RET-24", "RET-59")
def test_address_goods_and_pieces_stand_on_it(sent: Sendable) -> None:
    text = text_of(slip_pdf(sent.returning, at=sent.at))
    for part in ("收货组", "示例路 88 号 東退貨倉", "+44 20 7946 0018", "K2 耳机，石墨色", "KA-K2-TC", "señal «Ñandú»"):
        assert part in text
    assert sent.returning.number in text
    for secret in ("林小雨", "7 Example Road", "+447700900142", sent.case.token):
        assert secret not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chinese_sign_is_drawn_and_is_no_empty_box(language: str) -> None:
    empty, *boxes = drawn("\u0378退貨货单員ñ", language)
    assert any(empty.histogram()[:200])  # a box is drawn for what no font has
    assert all(ImageChops.difference(box, empty).getbbox() for box in boxes)
    assert len({box.tobytes() for box in boxes}) == len(boxes)


def test_traditional_readers_get_traditional_forms() -> None:
    """The same code point is drawn otherwise in Taiwan than on the mainland, which shows in the upper part of 骨."""
    simplified, traditional = drawn("骨", "zh-hans")[0], drawn("骨", "zh-hant")[0]
    assert ImageChops.difference(simplified, traditional).getbbox()


def test_the_font_is_here_and_knows_every_sign_of_the_sample() -> None:
    assert cjk_font_available()
    assert printing_fault() == ""


@pytest.fixture
def no_caches() -> Iterator[None]:
    """What was found out about this machine is forgotten before and after."""
    for known in (fonts._has_all, fonts._weasyprint):
        known.cache_clear()
    yield
    for known in (fonts._has_all, fonts._weasyprint):
        known.cache_clear()


def test_without_the_font_there_is_a_sentence_and_no_paper(monkeypatch: pytest.MonkeyPatch, no_caches: None) -> None:
    monkeypatch.setattr(fonts, "PACKAGE", "no_such_package")
    assert not cjk_font_available()
    with pytest.raises(CannotPrint, match="font for paper is missing"):
        pdf_of("<p>退</p>")


def test_without_pango_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch, no_caches: None) -> None:
    def missing(_name: str) -> None:
        raise OSError("cannot load library 'pango-1.0-0'")

    monkeypatch.setattr("aftercare.web.paper.fonts.importlib.import_module", missing)
    assert "libpango-1.0-0" in printing_fault()
    with pytest.raises(CannotPrint):
        pdf_of("<p>退</p>")


def test_a_machine_that_cannot_print_still_answers_with_a_sentence(
    client: Client, sent: Sendable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "printing_fault", lambda: "PDFs cannot be made.")
    answer = client.get(reverse("link-slip", args=[sent.case.token]))
    assert answer.status_code == 503
    assert "PDFs cannot be made." in answer.content.decode()


def test_an_address_in_the_page_is_not_fetched() -> None:
    page = '<img src="http://127.0.0.1:9/x.png"><img src="file:///etc/hostname"><p>still printed</p>'
    assert "still printed" in text_of(pdf_of(page))


def test_markup_in_names_is_text(place: Scene) -> None:
    evil = NewLine(sku="X", name='<img src="file:///etc/passwd"><b>bold', quantity=1, unit_price_minor=100)
    sent = sendable(place, bought_lately(place, lines=(evil,)), 1)
    assert "<b>bold" in text_of(slip_pdf(sent.returning, at=sent.at))


def test_there_is_no_slip_before_approval(client: Client, place: Scene) -> None:
    returning = applied(place, bought_lately(place), 1, at=timezone.now())
    with pytest.raises(Conflict):
        slip_pdf(returning, at=timezone.now())
    assert client.get(reverse("link-slip", args=[returning.case.token])).status_code == 409


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.AGENT, 200),
        (Role.OPERATIONS_REVIEWER, 200),
        (Role.FINANCE_REVIEWER, 200),
        (Role.CASHIER, 403),
        (Role.DOCK, 200),
        (Role.MANAGER, 200),
        (Role.AUDITOR, 200),
        (Role.ADMINISTRATOR, 403),
        (Role.MERCHANT, 200),
        (Role.BUYER, 404),
    ],
)
def test_who_gets_the_slip_by_number(
    client: Client, place: Scene, sent: Sendable, role: Role, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "slip_pdf", lambda _returning, **_at: b"%PDF-")  # who may, not how it looks
    client.force_login(member(role, merchants=(place.merchant,)))
    assert client.get(f"/returns/{sent.returning.number}/slip.pdf").status_code == status


def test_the_buyer_and_who_holds_the_link_get_the_slip(client: Client, sent: Sendable) -> None:
    by_link = client.get(reverse("link-slip", args=[sent.case.token]))
    assert (by_link.status_code, by_link["Content-Type"]) == (200, "application/pdf")
    assert by_link["X-Robots-Tag"] == "noindex, nofollow"
    assert by_link.content.startswith(b"%PDF-")
    assert client.get(f"/returns/{sent.returning.number}/slip.pdf").status_code == 302
    client.force_login(account_of(sent.returning.order))
    mine = client.get(f"/returns/{sent.returning.number}/slip.pdf")
    assert mine["Content-Disposition"] == f'inline; filename="{sent.returning.number}.pdf"'


def test_another_merchant_s_and_a_wrong_link_s_slip_is_not_there(client: Client, sent: Sendable) -> None:
    other = scene("lumen")
    assert client.get("/c/WRONG/slip.pdf").status_code == 404
    client.force_login(member(Role.MERCHANT, merchants=(other.merchant,)))
    assert client.get(f"/returns/{sent.returning.number}/slip.pdf").status_code == 404
    assert Case.objects.count() == 1
