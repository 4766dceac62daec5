from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "aftercare.billing"
    label = "billing"
