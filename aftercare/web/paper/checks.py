"""What `aftercare check` asks about paper."""

from typing import Any

from django.core.checks import CheckMessage, Error

from aftercare.web.paper.fonts import printing_fault


def check_printing(**_options: Any) -> list[CheckMessage]:
    """Whether return slips can be printed, in every language."""
    fault = printing_fault()
    return [Error(fault, id="aftercare.paper")] if fault else []
