"""Where service points work."""

from django.urls import path

from aftercare.web.points import fetching, views

urlpatterns = [
    path("", views.counter, name="points"),
    path("take/<case:number>/", views.take, name="point-take"),
    path("<int:pk>/back/", views.back, name="point-back"),
    path("fetch/<int:pk>/here/", fetching.here, name="point-here"),
    path("fetch/<int:pk>/", fetching.hand_over, name="point-hand-over"),
    path("<int:pk>/send/", views.send, name="point-send"),
]
