"""Entering, leaving, and the page about oneself."""

from django.urls import path

from aftercare.web.account import views

urlpatterns = [
    path("", views.home, name="home"),
    path("demo/<slug:role>/", views.enter_demo, name="demo-door"),
    path("language/", views.choose, name="set_language"),
    path("me/", views.profile, name="profile"),
    path("accounts/email/", views.no_address_book, name="no-address-book"),
]
