"""The API's addresses; what is none of them is refused in JSON too."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from aftercare.api.pushes import take_push
from aftercare.api.refusals import nothing_here
from aftercare.api.v1.build import api


def unknown(request: HttpRequest) -> HttpResponse:
    """An address that the API does not have."""
    return nothing_here(request)


unknown.csrf_exempt = True  # type: ignore[attr-defined]

urlpatterns = [
    path("v1/carriers/<slug:code>/scans", take_push),
    path("v1/", api.urls),
    re_path("", unknown),
]
