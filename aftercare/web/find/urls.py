"""The search's addresses."""

from django.urls import path

from aftercare.web.find import views

urlpatterns = [
    path("", views.find, name="search"),
    path("palette/", views.palette, name="palette"),
    path("orders/<int:pk>/", views.order, name="order-detail"),
    path("customers/<int:pk>/", views.customer, name="customer-detail"),
]
