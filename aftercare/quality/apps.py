from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "aftercare.quality"
    label = "quality"
