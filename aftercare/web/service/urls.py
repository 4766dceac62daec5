"""Where the agent's desk lives."""

from django.urls import path

from aftercare.web.service.views import compensations, decisions, offers, questions

urlpatterns = [
    path("decisions/", decisions.decisions, name="service-decisions"),
    path("decisions/<int:pk>/", decisions.decision, name="service-decision"),
    path("questions/", questions.questions, name="service-questions"),
    path("questions/<int:pk>/", questions.question, name="service-question"),
    path("cases/<slug:number>/ask/", questions.ask, name="service-ask"),
    path("cases/<slug:number>/offer/", offers.offer, name="service-offer"),
    path("offers/<int:pk>/withdraw/", offers.withdraw, name="service-offer-withdraw"),
    path("orders/<int:order_id>/compensation/", compensations.compensation, name="service-compensation"),
]
