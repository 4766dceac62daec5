"""All addresses: desks, the API, sign-in."""

from django.urls import include, path

urlpatterns = [
    path("", include("aftercare.web.urls")),
]
