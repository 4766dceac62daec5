"""The REST API as a Django app: its documentation page has a template and a style sheet."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """No tables."""

    name = "aftercare.api"
    label = "api"
