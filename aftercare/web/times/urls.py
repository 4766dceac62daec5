"""The addresses of promised times."""

from django.urls import path

from aftercare.web.times import views

urlpatterns = [
    path("", views.attainment, name="times"),
    path("replay/", views.replayed, name="times-replay"),
    path("stuck/", views.stuck, name="times-stuck"),
    path("owed/", views.owed, name="times-owed"),
]
