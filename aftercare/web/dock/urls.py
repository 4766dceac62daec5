"""Where the dock works."""

from django.urls import path

from aftercare.web.dock.views import counting, register, scanning

urlpatterns = [
    path("", scanning.dock, name="dock"),
    path("register/", register.register, name="dock-register"),
    path("<case:number>/", counting.count, name="dock-count"),
    path("<case:number>/effect/", counting.effect, name="dock-effect"),
    path("<case:number>/arrived/", counting.arrived, name="dock-arrived"),
    path("<case:number>/refuse/", counting.refuse, name="dock-refuse"),
]
