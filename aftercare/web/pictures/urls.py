"""Where evidence photos are served."""

from django.urls import path

from aftercare.web.pictures import views

urlpatterns = [
    path("<uuid:key>/", views.photo, name="photo"),
    path("<uuid:key>/thumb/", views.thumb, name="photo-thumb"),
]
