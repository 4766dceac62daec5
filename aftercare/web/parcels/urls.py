"""Where the parcels desk lives."""

from django.urls import path

from aftercare.web.parcels.views import files, finds, scans, watch

urlpatterns = [
    path("", watch.watch, name="parcels"),
    path("scans/", scans.unknown, name="parcel-scans"),
    path("scans/<int:pk>/match/", scans.match, name="parcel-scan-match"),
    path("scans/<int:pk>/aside/", scans.aside, name="parcel-scan-aside"),
    path("files/", files.files, name="parcel-files"),
    path("finds/", finds.finds, name="finds"),
    path("finds/<int:pk>/", finds.find, name="find"),
    path("finds/<int:pk>/match/", finds.match, name="find-match"),
    path("finds/<int:pk>/<slug:act>/", finds.decide, name="find-decide"),
]
