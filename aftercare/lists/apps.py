from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "aftercare.lists"
    label = "lists"
