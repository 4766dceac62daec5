from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "aftercare.duties"
    label = "duties"
