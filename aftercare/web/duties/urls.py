"""The addresses of tasks and duties."""

from django.urls import path

from aftercare.web.duties import views

urlpatterns = [
    path("", views.task_list, name="duties"),
    path("new/", views.task_new, name="duty-task-new"),
    path("customers/", views.fitting_customers, name="duty-customers"),
    path("recurring/", views.duty_list, name="duties-recurring"),
    path("recurring/new/", views.duty_new, name="duty-new"),
    path("recurring/<int:pk>/end/", views.duty_end, name="duty-end"),
    path("distances/", views.distances, name="duty-distances"),
    path("<int:pk>/", views.task_page, name="duty-task"),
    path("<int:pk>/paper/", views.paper, name="duty-paper"),
    path("<int:pk>/<slug:act>/", views.task_act, name="duty-act"),
]
