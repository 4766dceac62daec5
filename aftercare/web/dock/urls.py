"""Where the dock works."""

from django.urls import path

from aftercare.web.dock.views import counting, register, scanning, sending

urlpatterns = [
    path("", scanning.dock, name="dock"),
    path("register/", register.register, name="dock-register"),
    path("sending/", sending.sending, name="dock-sending"),
    path("sending/<slug:number>/", sending.send, name="dock-send"),
    path("sending/<slug:number>/pick/", sending.pick, name="dock-pick"),
    path("sending/<slug:number>/put-back/", sending.put_back, name="dock-put-back"),
    path("<case:number>/", counting.count, name="dock-count"),
    path("<case:number>/effect/", counting.effect, name="dock-effect"),
    path("<case:number>/arrived/", counting.arrived, name="dock-arrived"),
    path("<case:number>/refuse/", counting.refuse, name="dock-refuse"),
]
