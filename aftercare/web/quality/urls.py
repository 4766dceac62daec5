"""Ratings: the buyer's page, and the report."""

from django.urls import path

from aftercare.web.quality import views

urlpatterns = [
    path("r/<str:mark>/", views.rate_case, name="rate"),
    path("ratings/", views.ratings, name="ratings"),
]
