"""Filling in the review as a browser would."""

import html
import re

from django.test import Client

from aftercare.returns.models import Return
from aftercare.web.kit.figures import typed


def answers(browser: Client, returning: Return, **changes: str) -> dict[str, str]:
    """The form of the page as it stands, with some answers changed; None of the switches is on."""
    text = browser.get(f"/returns/{returning.number}/").content.decode()
    form = text[text.index('id="review"') : text.index("</form>", text.index('id="review"'))]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        told = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if told.get("type") not in ("checkbox", "radio") or " checked" in tag:
            found[told["name"]] = html.unescape(told.get("value", ""))
    return found | changes


def approve(browser: Client, returning: Return, **changes: str) -> "Answer":
    """Press the button of the review."""
    return Answer(browser.post(f"/returns/{returning.number}/approve/", answers(browser, returning, **changes)))


def amount(line_id: int, minor: int, currency: str = "GBP") -> dict[str, str]:
    """One changed amount."""
    return {f"amount-{line_id}": typed(minor, currency)}


class Answer:
    """What came back: the status, where to, and the text with entities read."""

    def __init__(self, response: object) -> None:
        self.status: int = response.status_code  # type: ignore[attr-defined]
        self.location: str = response.headers.get("Location", "")  # type: ignore[attr-defined]
        self.text = html.unescape(response.content.decode())  # type: ignore[attr-defined]
