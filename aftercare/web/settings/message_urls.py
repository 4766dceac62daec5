"""The addresses of the settings of messages and webhooks."""

from django.urls import path

from aftercare.web.settings.views import messages, templates, webhooks

message_paths = [
    path("messages/", messages.overview, name="settings-messages"),
    path("messages/rules/", messages.rules, name="settings-message-rules"),
    path("messages/ways/<slug:kind>/", messages.way, name="settings-outlet"),
    path("messages/excluded/", messages.block_list, name="settings-blocks"),
    path("messages/excluded/new/", messages.block_new, name="settings-block-new"),
    path("messages/excluded/<int:pk>/remove/", messages.block_remove, name="settings-block-remove"),
    path("messages/<slug:event>/who/", messages.who, name="settings-who"),
    path("messages/<slug:event>/<slug:language>/", templates.template, name="settings-template"),
    path("webhooks/", webhooks.endpoint_list, name="settings-webhooks"),
    path("webhooks/new/", webhooks.endpoint_new, name="settings-webhook-new"),
    path("webhooks/<int:pk>/", webhooks.endpoint, name="settings-webhook"),
    path("webhooks/<int:pk>/edit/", webhooks.endpoint_edit, name="settings-webhook-edit"),
    path("webhooks/<int:pk>/secret/", webhooks.endpoint_secret, name="settings-webhook-secret"),
    path("webhooks/<int:pk>/remove/", webhooks.endpoint_remove, name="settings-webhook-remove"),
    path("webhooks/<int:pk>/replay/", webhooks.endpoint_replay, name="settings-webhook-replay"),
    path("webhooks/<int:pk>/try/", webhooks.endpoint_try, name="settings-webhook-try"),
    path("webhooks/deliveries/<int:pk>/", webhooks.delivery, name="settings-delivery"),
    path("webhooks/deliveries/<int:pk>/replay/", webhooks.delivery_replay, name="settings-delivery-replay"),
]
