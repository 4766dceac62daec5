"""Where the returns desk lives."""

from django.urls import path

from aftercare.web.returns.views import (
    batches,
    deductions,
    exports,
    files,
    lists,
    openings,
    parcels,
    reviews,
    shelves,
    talks,
)

urlpatterns = [
    path("", lists.returns_list, name="returns-list"),
    path("columns/", shelves.returns_columns, name="returns-columns"),
    path("views/new/", shelves.returns_view_new, name="returns-view-new"),
    path("views/<int:pk>/", shelves.returns_view, name="returns-view"),
    path("export/", exports.returns_export, name="returns-export"),
    path("exports/<uuid:key>/", exports.returns_exported, name="returns-exported"),
    path("exports/<uuid:key>/file/", exports.returns_export_file, name="returns-export-file"),
    path("approve/", batches.returns_batch, name="returns-batch"),
    path("new/", openings.return_new, name="return-new"),
    path("new/<int:order_id>/", openings.return_new_for, name="return-new-for"),
    path("new/<int:order_id>/amount/", openings.return_new_amount, name="return-new-amount"),
    path("<slug:number>/", files.return_detail, name="return-detail"),
    path("<slug:number>/approve/", reviews.return_approve, name="return-approve"),
    path("<slug:number>/deduct/", deductions.return_deduct, name="return-deduct"),
    path("<slug:number>/reject/", reviews.return_reject, name="return-reject"),
    path("<slug:number>/ship/", parcels.return_ship, name="return-ship"),
    path("<slug:number>/pickup/", parcels.return_pickup, name="return-pickup"),
    path("<slug:number>/cancel/", parcels.return_cancel, name="return-cancel"),
    path("<slug:number>/write/", talks.return_write, name="return-write"),
    path("<slug:number>/reveal/", talks.return_reveal, name="return-reveal"),
]
