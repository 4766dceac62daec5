from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "aftercare.journal"
    label = "journal"
