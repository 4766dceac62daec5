"""The desks' addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("aftercare.web.account.urls")),
    path("", include("aftercare.web.paper.urls")),
    path("", include("aftercare.web.messages.urls")),
    path("", include("aftercare.web.quality.urls")),
    path("returns/", include("aftercare.web.returns.urls")),
    path("service/", include("aftercare.web.service.urls")),
    path("finance/", include("aftercare.web.finance.urls")),
    path("dock/", include("aftercare.web.dock.urls")),
    path("points/", include("aftercare.web.points.urls")),
    path("parcels/", include("aftercare.web.parcels.urls")),
    path("my/", include("aftercare.web.portal.urls")),
    path("c/", include("aftercare.web.portal.link_urls")),
    path("marketplace/", include("aftercare.web.marketplace.urls")),
    path("duties/", include("aftercare.web.duties.urls")),
    path("times/", include("aftercare.web.times.urls")),
    path("settings/", include("aftercare.web.settings.urls")),
    path("find/", include("aftercare.web.find.urls")),
    path("photos/", include("aftercare.web.pictures.urls")),
    path("kit/", include("aftercare.web.gallery.urls")),
    path("accounts/", include("allauth.urls")),
]
