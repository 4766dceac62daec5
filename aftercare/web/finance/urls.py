"""The finance desk's addresses."""

from django.urls import path

from aftercare.web.finance.views import batch, deciding, detail, listing

urlpatterns = [
    path("", listing.refunds, name="finance-list"),
    path("batch/", batch.batch, name="finance-batch"),
    path("<slug:number>/", detail.refund, name="finance-detail"),
    path("<slug:number>/approve/", deciding.approve, name="finance-approve"),
    path("<slug:number>/send-back/", deciding.send_back, name="finance-send-back"),
    path("<slug:number>/pay/", deciding.pay, name="finance-pay"),
]
