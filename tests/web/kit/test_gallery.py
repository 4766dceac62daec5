"""The gallery page, the dialog that is a page too, toasts, and what the frame remembers."""

import pytest
from django.test import Client
from django.utils.translation import override

from aftercare.org.roles import Role
from tests.factories.people import member

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
REJECTION = {"reason": "seal", "words": "Seal broken"}


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(member(Role.ADMINISTRATOR))
    return client


@pytest.mark.parametrize("path", ["/kit/", "/kit/dialog/", "/kit/phone/", "/kit/paper/"])
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "es"])
def test_pages_render_in_every_language_without_inline_style_or_script(
    administrator: Client, path: str, language: str
) -> None:
    with override(language):
        page = administrator.get(path, headers={"Accept-Language": language}).content.decode()
    assert f'<html lang="{language}"' in page
    for forbidden in (" style=", "<style", "onclick", "<script>", "hx-on", "javascript:"):
        assert forbidden not in page


def test_the_gallery_is_for_those_with_the_right(client: Client) -> None:
    client.force_login(member(Role.DOCK))
    assert client.get("/kit/").status_code == 403


def test_a_dialog_is_bare_for_htmx_and_a_page_otherwise(administrator: Client) -> None:
    bare = administrator.get("/kit/dialog/", headers=HTMX).content.decode()
    page = administrator.get("/kit/dialog/").content.decode()
    assert "<html" not in bare
    assert 'hx-target="#dialog"' in bare
    assert "<html" in page
    assert "hx-target" not in page.split("<main", 1)[1].split("</main>", 1)[0]


def test_wrong_answers_come_back_with_422_and_what_was_typed(administrator: Client) -> None:
    answer = administrator.post("/kit/dialog/", {"words": "Seal broken"}, headers=HTMX)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Seal broken" in page
    assert 'id="dialog_reason_error"' in page


def test_a_finished_dialog_sends_the_browser_on_and_says_so_once(administrator: Client) -> None:
    assert administrator.post("/kit/dialog/", REJECTION, headers=HTMX).headers["HX-Redirect"] == "/kit/"
    assert administrator.post("/kit/dialog/", REJECTION).headers["Location"] == "/kit/"
    page = administrator.get("/kit/").content.decode()
    assert page.count("Rejected, and the buyer was told.") == 2
    assert '<form method="post" action="/kit/dialog/"><input' in page
    assert "Rejected, and the buyer was told." not in administrator.get("/kit/").content.decode()


def test_the_frame_remembers_theme_density_and_folded_rail(administrator: Client) -> None:
    administrator.cookies.load(
        {"aftercare_theme": "dark", "aftercare_density": "compact", "aftercare_rail": "folded", "aftercare_keys": "off"}
    )
    page = administrator.get("/kit/").content.decode()
    assert '<html lang="en" data-theme="dark" data-density="compact" data-keys="off">' in page
    assert 'id="rail-fold" aria-label="Fold menu" checked' in page


def test_a_forged_cookie_is_not_printed(administrator: Client) -> None:
    administrator.cookies.load({"aftercare_theme": "pink"})
    assert '<html lang="en">' in administrator.get("/kit/").content.decode()


def test_an_unknown_address_is_answered_kindly(client: Client) -> None:
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()
