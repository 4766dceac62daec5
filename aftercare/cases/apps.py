from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "aftercare.cases"
    label = "cases"
