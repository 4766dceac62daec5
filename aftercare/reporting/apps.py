from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "aftercare.reporting"
    label = "reporting"
