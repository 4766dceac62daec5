"""Forms that hold a whole setting: they carry a mark of what they showed, so nobody undoes what he has not read."""

from collections.abc import Mapping

from django.http import HttpRequest

from aftercare.kernel.seen import mark_of


def seen_by(request: HttpRequest) -> str:
    """The mark that the form was opened with; empty when it carries none."""
    return request.POST.get("seen", "")[:64]


def seen_on(request: HttpRequest, shown: Mapping[str, object]) -> str:
    """The mark that the form shall carry: one that was refused keeps its own, so that it is opened again."""
    return seen_by(request) or mark_of(shown)
