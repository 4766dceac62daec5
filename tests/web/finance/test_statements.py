"""The page on which bank and books are compared."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from aftercare.billing.models import Difference, Statement
from aftercare.org.roles import Role
from tests.factories.shop import scene
from tests.web.finance.stories import paid, someone

pytestmark = pytest.mark.django_db
PAGE = reverse("finance-statements")
HEAD = "date,reference,amount,currency,direction,text"


def upload(client: Client, *lines: str) -> tuple[int, str]:
    """Take a file in; status, and the page that comes in the end."""
    file = SimpleUploadedFile("march.csv", "\n".join([HEAD, *lines]).encode(), "text/csv")
    answer = client.post(reverse("finance-statement-import"), {"file": file}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_statement_is_taken_in_and_what_differs_stands_on_the_page() -> None:
    refund = paid(scene(), "BACS 1")
    finance = someone(Role.FINANCE_REVIEWER)
    status, text = upload(finance, "2026-03-05,BACS 1,698.00,GBP,out,Refund", "2026-03-05,RENT,9.00,GBP,out,March")
    assert status == 200
    for told in ("2 lines are new. Agreed: 0. Different: 2.", "Amount differs", "£698.00", "£699.00", refund.number,
                 "Only in the statement", "RENT", "march.csv"):  # fmt: skip
        assert told in text
    assert (
        "This file was taken in before; nothing was changed."
        in upload(finance, "2026-03-05,BACS 1,698.00,GBP,out,Refund", "2026-03-05,RENT,9.00,GBP,out,March")[1]
    )


def test_a_bad_file_is_refused_beside_the_field() -> None:
    finance = someone(Role.FINANCE_REVIEWER)
    status, text = upload(finance, "yesterday,BACS 1,698.00,GBP,out,")
    assert (status, "Line 2: “yesterday” is no day like 2026-03-02." in text) == (422, True)
    assert finance.post(reverse("finance-statement-import")).status_code == 422
    assert Statement.objects.count() == 0


def test_a_difference_is_settled_once_with_a_note() -> None:
    finance = someone(Role.FINANCE_REVIEWER)
    upload(finance, "2026-03-05,RENT,9.00,GBP,out,March")
    difference = Difference.objects.get()
    url = reverse("finance-difference-settle", args=[difference.pk])
    assert "RENT" in finance.get(url).content.decode()
    assert finance.post(url, {"version": 1, "note": " "}).status_code == 422
    assert finance.post(url, {"version": 9, "note": "The rent"}).status_code == 409
    assert finance.post(url, {"version": 1, "note": "The rent"}).status_code == 302
    assert finance.post(url, {"version": 2, "note": "The rent"}).status_code == 409
    text = finance.get(PAGE, {"state": "settled"}).content.decode()
    assert ("The rent" in text, "Finance_Reviewer" in text) == (True, True)
    assert "Nothing differs" in finance.get(PAGE).content.decode()


def test_who_only_looks_is_offered_nothing() -> None:
    upload(someone(Role.FINANCE_REVIEWER), "2026-03-05,RENT,9.00,GBP,out,March")
    for role in (Role.CASHIER, Role.MANAGER, Role.AUDITOR):
        text = someone(role).get(PAGE).content.decode()
        assert ("RENT" in text, "Settle…" in text, "Take a statement in" in text) == (True, False, False)


def test_pages_follow_by_key() -> None:
    finance = someone(Role.FINANCE_REVIEWER)
    upload(finance, *(f"2026-03-05,X{n:03d},9.00,GBP,out," for n in range(53)))
    first = finance.get(PAGE)
    second = finance.get(f"{PAGE}{first.context['pager'].later_url}")
    seen = [row.difference.pk for page in (first, second) for row in page.context["rows"]]
    assert (len(seen), len(set(seen)), second.context["pager"].later_url) == (53, 53, "")
    assert seen == sorted(seen, reverse=True)
