"""Where service points work."""

from django.urls import path

from aftercare.web.points import views

urlpatterns = [
    path("", views.counter, name="points"),
    path("take/<case:number>/", views.take, name="point-take"),
    path("<int:pk>/send/", views.send, name="point-send"),
]
