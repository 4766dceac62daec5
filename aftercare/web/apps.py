"""The desks: every screen, and the kit they are made of."""

from django.apps import AppConfig
from django.core.checks import register

from aftercare.web import paths
from aftercare.web.kit.sentences import speak_plainly
from aftercare.web.paper.checks import check_printing


class WebConfig(AppConfig):
    """Templates, template tags and static files; no tables."""

    name = "aftercare.web"
    label = "web"

    def ready(self) -> None:
        """Teach the address book our own kinds of parts, forms our words, and `check` to ask for paper.

        Printing is looked at when somebody asks for it by name, not at every start: it loads large libraries.
        """
        paths.register()
        speak_plainly()
        register(check_printing, "paper", deploy=True)
