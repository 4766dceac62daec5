"""Where the dock works."""

from django.urls import path

from aftercare.web.dock.views import counting, phone, register, scanning, sending, strays

urlpatterns = [
    path("", scanning.dock, name="dock"),
    path("register/", register.register, name="dock-register"),
    path("register/paper/", register.register_paper, name="dock-register-paper"),
    path("register/export/", register.register_export, name="dock-export"),
    path("register/exports/<uuid:key>/", register.register_exported, name="dock-exported"),
    path("register/exports/<uuid:key>/file/", register.register_export_file, name="dock-export-file"),
    path("sending/", sending.sending, name="dock-sending"),
    path("sending/<slug:number>/", sending.send, name="dock-send"),
    path("sending/<slug:number>/pick/", sending.pick, name="dock-pick"),
    path("sending/<slug:number>/put-back/", sending.put_back, name="dock-put-back"),
    path("find/", strays.find, name="dock-find"),
    path("phone/<str:token>/", phone.page, name="dock-phone"),
    path("<case:number>/late/", strays.late, name="dock-late"),
    path("<case:number>/second/", strays.second, name="dock-second"),
    path("<case:number>/refused/", strays.send_refused_goods, name="dock-send-refused"),
    path("<case:number>/here/", strays.here, name="dock-here"),
    path("<case:number>/code/", strays.learn, name="dock-learn"),
    path("<case:number>/photos/", phone.photos, name="dock-photos"),
    path("<case:number>/", counting.count, name="dock-count"),
    path("<case:number>/effect/", counting.effect, name="dock-effect"),
    path("<case:number>/arrived/", counting.arrived, name="dock-arrived"),
    path("<case:number>/refuse/", counting.refuse, name="dock-refuse"),
]
