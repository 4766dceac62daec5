"""What the other tests of pages lean on: that hurt eyes are seen, in the light and in the dark."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import axe, axe_in_both

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GOOD = "<p>Read me</p>" * 9
PALE = (
    '<style>.box { background: #777 } .hint { color: #666 }</style><div class="box"><p class="hint">On grey</p></div>'
)
NIGHT = (
    "<style>@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } b { color: #222 } }</style>"
)


def show(page: Page, content: str) -> None:
    """A whole page around this."""
    page.set_content(
        f"<!doctype html><html lang=en><title>Eyes</title><body><main><h1>Eyes</h1>{GOOD}{content}</main></body></html>"
    )


def test_a_page_that_is_well_passes(page: Page) -> None:
    show(page, '<p class="hint">As well</p>')
    axe_in_both(page)


def test_one_pale_text_among_many_good_ones_is_found_by_its_ground(page: Page) -> None:
    show(page, f'<p class="hint">On white</p>{PALE}')
    with pytest.raises(AssertionError) as told:
        axe(page)
    _page, rule, where, *_ = str(told.value).splitlines()
    assert (rule.split()[0], where.split(" Element")[0].strip()) == ("color-contrast", "div > .hint")
    axe(page, but=".box")


def test_what_is_typed_is_looked_at_too(page: Page) -> None:
    show(page, '<label>Name <input style="color: #ccc; background: #fff" value="Lin"></label>')
    with pytest.raises(AssertionError, match="color-contrast"):
        axe(page)


def test_what_is_pale_only_in_the_dark_is_found_there(page: Page) -> None:
    show(page, f"{NIGHT}<p><b>Bold</b></p>")
    axe(page)
    with pytest.raises(AssertionError, match=r"in the dark\n\s*color-contrast"):
        axe_in_both(page)


def test_everything_else_is_axes_own(page: Page) -> None:
    show(page, '<img src="data:,">')
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
