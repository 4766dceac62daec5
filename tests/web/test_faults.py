"""What a reader sees when something failed that nobody foresaw."""

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

FAULTS = {"database": OperationalError("the database system is shutting down"), "ours": ZeroDivisionError()}


def fail(_request: HttpRequest, fault: str) -> HttpResponse:
    """A view that does not work out."""
    raise FAULTS[fault]


urlpatterns = [path("fail/<fault>/", fail), path("", include("config.urls"))]
handler500 = "aftercare.web.faults.server_error"


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("fault", "status", "again", "words"),
    [
        ("database", 503, "5", "The database does not answer just now."),
        ("ours", 500, None, "The page could not be made."),
    ],
)
def test_a_page_says_what_is_wrong_and_when_to_try_again(
    fault: str, status: int, again: str | None, words: str
) -> None:
    answer = Client(raise_request_exception=False).get(f"/fail/{fault}/")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, again)
    assert words in answer.content.decode()
