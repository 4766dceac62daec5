"""The addresses of a case, the same behind both doors."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from aftercare.web.portal.views import case, deductions, fetching, moves, offers


def case_paths(key: str, opened: Callable[[Any], Any], prefix: str, *, case_name: str) -> list[URLPattern]:
    """The patterns for one door: `key` is the part of the address that names the case, `opened` the door itself."""
    return [
        path(f"{key}/", opened(case.case), name=case_name),
        path(f"{key}/ship/", opened(moves.ship), name=f"{prefix}-ship"),
        path(f"{key}/correct/", opened(moves.correct), name=f"{prefix}-correct"),
        path(f"{key}/pickup/", opened(moves.pickup), name=f"{prefix}-pickup"),
        path(f"{key}/received/", opened(require_POST(moves.confirm)), name=f"{prefix}-confirm"),
        path(f"{key}/pickup/change/", opened(moves.pickup_change), name=f"{prefix}-pickup-change"),
        path(f"{key}/pickup/off/", opened(moves.pickup_off), name=f"{prefix}-pickup-off"),
        path(f"{key}/pickup/missed/", opened(moves.pickup_missed), name=f"{prefix}-pickup-missed"),
        path(f"{key}/cancel/", opened(moves.cancel), name=f"{prefix}-cancel"),
        path(f"{key}/offer/accept/", opened(offers.accept), name=f"{prefix}-accept"),
        path(f"{key}/offer/decline/", opened(offers.decline), name=f"{prefix}-decline"),
        path(f"{key}/deduction/", opened(deductions.answer), name=f"{prefix}-deduction"),
        path(f"{key}/fetch/", opened(fetching.fetch), name=f"{prefix}-fetch"),
        path(f"{key}/label/", opened(require_POST(moves.label)), name=f"{prefix}-label"),
        path(f"{key}/message/", opened(require_POST(case.message)), name=f"{prefix}-message"),
        path(f"{key}/photos/<uuid:file_id>/", opened(case.photo), name=f"{prefix}-photo"),
        path(f"{key}/photos/<uuid:file_id>/small/", opened(case.thumbnail), name=f"{prefix}-thumbnail"),
    ]
