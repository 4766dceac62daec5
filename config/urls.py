"""All addresses: desks, the API, sign-in."""

from django.urls import include, path

from aftercare.api.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("api/", include("aftercare.api.urls")),
    path("", include("aftercare.web.urls")),
]

handler500 = "aftercare.web.faults.server_error"
