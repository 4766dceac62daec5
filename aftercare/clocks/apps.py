from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "aftercare.clocks"
    label = "clocks"
