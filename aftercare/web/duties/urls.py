"""The addresses of tasks and duties."""

from django.urls import path

from aftercare.web.duties import acting, calls, recurring, rota, views

urlpatterns = [
    path("", views.task_list, name="duties"),
    path("new/", views.task_new, name="duty-task-new"),
    path("customers/", views.fitting_customers, name="duty-customers"),
    path("recurring/", recurring.duty_list, name="duties-recurring"),
    path("recurring/new/", recurring.duty_new, name="duty-new"),
    path("recurring/<int:pk>/end/", recurring.duty_end, name="duty-end"),
    path("distances/", recurring.distances, name="duty-distances"),
    path("calls/", calls.call_list, name="duty-calls"),
    path("calls/new/", calls.call_new, name="duty-call-new"),
    path("certificates/", calls.certificate_list, name="duty-certificates"),
    path("certificates/new/", calls.certificate_new, name="duty-certificate-new"),
    path("certificates/<int:pk>/remove/", calls.certificate_remove, name="duty-certificate-remove"),
    path("rota/", rota.rota_page, name="duty-rota"),
    path("rota/new/", rota.rota_new, name="duty-rota-new"),
    path("rota/calendars/<int:pk>/rehearse/", rota.rota_rehearse, name="duty-rota-rehearse"),
    path("rota/<int:pk>/add/", rota.rota_add, name="duty-rota-add"),
    path("rota/people/<int:pk>/off/", rota.rota_off, name="duty-rota-off"),
    path("rota/people/<int:pk>/rest/", rota.rota_rest, name="duty-rota-rest"),
    path("<int:pk>/", views.task_page, name="duty-task"),
    path("<int:pk>/paper/", views.paper, name="duty-paper"),
    path("<int:pk>/<slug:act>/", acting.task_act, name="duty-act"),
]
