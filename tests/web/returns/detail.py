"""The page of a return as tests read it."""

import html
import re
from datetime import timedelta

from django.test import Client

from aftercare.billing.terms import PayMethod, Sent
from aftercare.flow.return_goods import take_in_goods
from aftercare.flow.settlement import pay_refund
from aftercare.returns.models import Return
from aftercare.returns.terms import Counted
from tests.factories.people import CASHIER, DOCKER, MONDAY
from tests.factories.shop import Scene, order
from tests.factories.stories import to_pay


def page(browser: Client, returning: Return, query: str = "") -> str:
    """The page's text, entities read."""
    answer = browser.get(f"/returns/{returning.number}/{query}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def facts(text: str, heading: str) -> dict[str, str]:
    """Labels and values of one of the blocks beside the matter."""
    start = text.index(f">{heading}</h2>", text.index("<aside"))
    block = text[start : text.index("</section>", start)]
    pairs = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", block, re.DOTALL)
    return {label: " ".join(re.sub(r"<[^>]+>", " ", value).split()) for label, value in pairs}


def acts(text: str) -> list[str]:
    """What the buttons of the head say."""
    block = text[text.index('<div class="acts">') : text.index("<details", text.index('<div class="acts">'))]
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<a class=.*?</a>", block, re.DOTALL)]


def take_in(returning: Return, counts: list[Counted]) -> Return:
    """The dock counted this."""
    return take_in_goods(returning, counts, by=DOCKER, at=MONDAY + timedelta(days=2))


def finished(place: Scene) -> Return:
    """A return whose refund was paid."""
    refund = to_pay(place, order(place), 2, 1)
    pay_refund(refund, Sent(PayMethod.BANK, "BACS 7741"), by=CASHIER, at=MONDAY + timedelta(days=3))
    return Return.objects.get(case=refund.case_id)


def steps(text: str) -> list[str]:
    """The step bar: state and label of each step."""
    bar = text[text.index('<ol class="steps') : text.index("</ol>", text.index('<ol class="steps'))]
    found = re.findall(r'<li class="([^"]*)".*?<b>([^<]*)', bar, re.DOTALL)
    return [f"{css.split()[-1]} {label}" for css, label in found]
