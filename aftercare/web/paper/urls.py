"""Where papers lie."""

from django.urls import path

from aftercare.web.paper import views

urlpatterns = [
    path("sending/<slug:number>/packing.pdf", views.packing_slip, name="packing-slip"),
    path("points/receipts/<int:pk>.pdf", views.hand_in_receipt, name="hand-in-receipt"),
    path("returns/<case:number>/slip.pdf", views.return_slip, name="return-slip"),
    path("returns/<case:number>/label.pdf", views.return_label, name="return-label"),
    path("c/<token:token>/label.pdf", views.link_label, name="link-label-pdf"),
    path("c/<token:token>/slip.pdf", views.link_slip, name="link-slip"),
]
