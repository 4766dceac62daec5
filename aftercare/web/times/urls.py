"""The addresses of promised times."""

from django.urls import path

from aftercare.web.times import exchanges, stuck, views, volumes

urlpatterns = [
    path("", views.attainment, name="times"),
    path("replay/", views.replayed, name="times-replay"),
    path("stuck/", stuck.stuck_list, name="times-stuck"),
    path("stuck/<slug:source>/<int:pk>/", stuck.step, name="times-step"),
    path("owed/", views.owed, name="times-owed"),
    path("exchanges/", exchanges.exchanges, name="times-exchanges"),
    path("exchanges/file/", exchanges.exchanges_file, name="times-exchanges-file"),
    path("volumes/", volumes.volumes, name="times-volumes"),
    path("volumes/file/", volumes.volumes_file, name="times-volumes-file"),
]
