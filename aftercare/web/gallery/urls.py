"""Where the gallery lives."""

from django.urls import path

from aftercare.web.gallery import views

urlpatterns = [
    path("", views.gallery, name="kit-gallery"),
    path("dialog/", views.dialog, name="kit-dialog"),
    path("phone/", views.phone, name="kit-phone"),
    path("paper/", views.paper, name="kit-paper"),
]
