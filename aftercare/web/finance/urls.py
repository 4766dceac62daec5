"""The finance desk's addresses."""

from django.urls import path

from aftercare.web.finance.views import (
    batch,
    charges,
    deciding,
    detail,
    exporting,
    listing,
    ordering,
    overpaid,
    paying,
    statements,
)

urlpatterns = [
    path("", listing.refunds, name="finance-list"),
    path("export/", exporting.refunds_export, name="finance-export"),
    path("exports/<uuid:key>/", exporting.refunds_exported, name="finance-exported"),
    path("exports/<uuid:key>/file/", exporting.refunds_export_file, name="finance-export-file"),
    path("batch/", batch.batch, name="finance-batch"),
    path("pay-batch/", paying.pay_batch, name="finance-pay-batch"),
    path("bank-file/", paying.bank_file, name="finance-bank-file"),
    path("statements/", statements.statements, name="finance-statements"),
    path("statements/take-in/", statements.take_in, name="finance-statement-import"),
    path("statements/<int:pk>/settle/", statements.settle, name="finance-difference-settle"),
    path("charges/", charges.charges, name="finance-charges"),
    path("charges/<int:pk>/paid/", charges.paid, name="finance-charge-paid"),
    path("charges/<int:pk>/waive/", charges.waive, name="finance-charge-waive"),
    path("overpaid/", overpaid.overpaid, name="finance-overpaid"),
    path("overpaid/<slug:number>/came-back/", overpaid.came_back, name="finance-came-back"),
    path("overpaid/<slug:number>/let-go/", overpaid.propose, name="finance-propose-write-off"),
    path("overpaid/<slug:number>/decide/", overpaid.decide, name="finance-decide-write-off"),
    path("<slug:number>/", detail.refund, name="finance-detail"),
    path("<slug:number>/approve/", deciding.approve, name="finance-approve"),
    path("<slug:number>/send-back/", deciding.send_back, name="finance-send-back"),
    path("<slug:number>/pay/", deciding.pay, name="finance-pay"),
    path("<slug:number>/gateway/", ordering.hand_over, name="finance-gateway"),
    path("<slug:number>/gateway/again/", ordering.act, {"act": "try_again"}, name="finance-gateway-again"),
    path("<slug:number>/gateway/ask/", ordering.act, {"act": "ask_again"}, name="finance-gateway-ask"),
    path("<slug:number>/gateway/keep/", ordering.act, {"act": "keep"}, name="finance-gateway-keep"),
    path("<slug:number>/gateway/withdraw/", ordering.withdraw, name="finance-gateway-withdraw"),
    path("<slug:number>/gateway/correct/", ordering.correct, name="finance-gateway-correct"),
    path("<slug:number>/gateway/settle/", ordering.settle, name="finance-gateway-settle"),
]
