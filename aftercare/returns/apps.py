from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "aftercare.returns"
    label = "returns"
