"""What may stand in an address; anything else is no page of ours, before any record is looked for."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class CaseNumber(StringConverter):
    """`RT-2611-000418`."""

    regex = "[0-9A-Za-z-]{1,24}"


class Token(StringConverter):
    """The secret of a link."""

    regex = "[0-9A-Za-z]{1,40}"


def register() -> None:
    """Make `<case:number>` and `<token:token>` known; called once, when the application starts."""
    register_converter(CaseNumber, "case")
    register_converter(Token, "token")
