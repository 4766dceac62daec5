"""The desks: every screen, and the kit they are made of."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, template tags and static files; no tables."""

    name = "aftercare.web"
    label = "web"
