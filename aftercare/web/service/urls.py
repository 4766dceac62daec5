"""Where the agent's desk lives."""

from django.urls import path

from aftercare.web.service.views import (
    compensations,
    decisions,
    doubles,
    landing,
    late,
    marks,
    notes,
    offers,
    questions,
    sendings,
)

urlpatterns = [
    path("", landing.service, name="service"),
    path("unanswered/", notes.unanswered_list, name="service-unanswered"),
    path("cases/<slug:number>/reply/", notes.reply, name="service-reply"),
    path("late/", late.late, name="service-late"),
    path("late/<int:pk>/told/", late.told, name="service-told"),
    path("doubled/", doubles.doubles, name="service-doubled"),
    path("customers/<int:pk>/marks/", marks.marks, name="service-marks"),
    path("decisions/", decisions.decisions, name="service-decisions"),
    path("decisions/<int:pk>/", decisions.decision, name="service-decision"),
    path("questions/", questions.questions, name="service-questions"),
    path("questions/<int:pk>/", questions.question, name="service-question"),
    path("cases/<slug:number>/ask/", questions.ask, name="service-ask"),
    path("cases/<slug:number>/resend/", sendings.resend_goods, name="service-resend"),
    path("cases/<slug:number>/gift/", sendings.gift, name="service-gift"),
    path("cases/<slug:number>/offer/", offers.offer, name="service-offer"),
    path("offers/<int:pk>/withdraw/", offers.withdraw, name="service-offer-withdraw"),
    path("orders/<int:order_id>/compensation/", compensations.compensation, name="service-compensation"),
]
