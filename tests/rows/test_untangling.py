"""Work that was undone to end a deadlock is done again, by pages as by the API."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from psycopg.errors import DeadlockDetected, LockNotAvailable

from aftercare.rows.untangling import Tangled, untangled
from aftercare.web.access import open_to_all


def failing(times: int, cause: Exception) -> Callable[[], int]:
    """Work that the database undoes so often; it gives at which try it came through."""
    tries: list[int] = []

    def work() -> int:
        tries.append(1)
        if len(tries) <= times:
            raise OperationalError from cause
        return len(tries)

    return work


def test_it_is_tried_up_to_four_times_and_then_refused() -> None:
    assert untangled(failing(3, DeadlockDetected())) == 4
    with pytest.raises(Tangled) as refused:
        untangled(failing(4, DeadlockDetected()))
    assert (refused.value.code, refused.value.status) == ("tangled", 409)


def test_other_failures_are_not_tried_again() -> None:
    with pytest.raises(OperationalError):
        untangled(failing(1, LockNotAvailable()))


def test_a_page_is_made_again_with_the_whole_of_what_was_sent() -> None:
    read: list[bytes] = []

    @open_to_all
    def page(request: HttpRequest) -> HttpResponse:
        (photo,) = request.FILES.getlist("photo")
        read.append(photo.read())
        if len(read) == 1:
            raise OperationalError from DeadlockDetected()
        return HttpResponse("done")

    sent = {"photo": SimpleUploadedFile("a.txt", b"whole")}
    assert page(RequestFactory().post("/", sent)).content == b"done"
    assert read == [b"whole", b"whole"]
