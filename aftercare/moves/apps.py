from django.apps import AppConfig


class MovesConfig(AppConfig):
    name = "aftercare.moves"
    label = "moves"
