"""Where the dock works."""

from django.urls import path

from aftercare.web.dock.views import counting, register, scanning

urlpatterns = [
    path("", scanning.dock, name="dock"),
    path("register/", register.register, name="dock-register"),
    path("<str:number>/", counting.count, name="dock-count"),
    path("<str:number>/effect/", counting.effect, name="dock-effect"),
    path("<str:number>/arrived/", counting.arrived, name="dock-arrived"),
    path("<str:number>/refuse/", counting.refuse, name="dock-refuse"),
]
