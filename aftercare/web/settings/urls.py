"""The settings' addresses."""

from django.urls import path

from aftercare.web.settings.views import addresses, gateways, journal, keys, members, merchants, overview, reasons

urlpatterns = [
    path("", overview.overview, name="settings"),
    path("reasons/", reasons.reason_list, name="settings-reasons"),
    path("reasons/new/<slug:kind>/", reasons.reason_new, name="settings-reason-new"),
    path("reasons/order/<slug:kind>/", reasons.reason_order, name="settings-reason-order"),
    path("reasons/<int:pk>/", reasons.reason_edit, name="settings-reason"),
    path("reasons/<int:pk>/show/", reasons.reason_show, {"shown": True}, name="settings-reason-show"),
    path("reasons/<int:pk>/hide/", reasons.reason_show, {"shown": False}, name="settings-reason-hide"),
    path("reasons/<int:pk>/up/", reasons.reason_move, {"step": -1}, name="settings-reason-up"),
    path("reasons/<int:pk>/down/", reasons.reason_move, {"step": 1}, name="settings-reason-down"),
    path("reasons/<int:pk>/delete/", reasons.reason_delete, name="settings-reason-delete"),
    path("merchants/", merchants.merchant_list, name="settings-merchants"),
    path("merchants/new/", merchants.merchant_new, name="settings-merchant-new"),
    path("merchants/<int:pk>/", merchants.merchant, name="settings-merchant"),
    path("merchants/<int:pk>/edit/", merchants.merchant_edit, name="settings-merchant-edit"),
    path("merchants/<int:pk>/policy/", merchants.policy_edit, name="settings-policy"),
    path("merchants/<int:pk>/shops/new/", merchants.shop_new, name="settings-shop-new"),
    path("shops/<int:pk>/", merchants.shop_edit, name="settings-shop"),
    path("addresses/", addresses.address_list, name="settings-addresses"),
    path("addresses/new/", addresses.address_new, name="settings-address-new"),
    path("addresses/<int:pk>/", addresses.address_edit, name="settings-address"),
    path("members/", members.member_list, name="settings-members"),
    path("members/new/", members.member_new, name="settings-member-new"),
    path("members/<int:pk>/", members.member_edit, name="settings-member"),
    path("keys/", keys.key_list, name="settings-keys"),
    path("keys/new/", keys.key_new, name="settings-key-new"),
    path("keys/<int:pk>/revoke/", keys.key_revoke, name="settings-key-revoke"),
    path("payouts/", gateways.gateway_list, name="settings-gateways"),
    path("payouts/all/", gateways.gateway_default, name="settings-gateway-default"),
    path("payouts/<int:pk>/", gateways.gateway_of, name="settings-gateway"),
    path("journal/", journal.journal, name="settings-journal"),
]
