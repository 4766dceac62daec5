from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "aftercare.org"
    label = "org"
