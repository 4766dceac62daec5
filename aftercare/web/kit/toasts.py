"""Short answers after an act: one sentence, and the way to take it back."""

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from aftercare.web.kit.parts import Text

_UNDO = "undo:"


def say(request: HttpRequest, sentence: Text, *, undo_url: str = "") -> None:
    """Show the sentence on the next page; `undo_url` is POSTed when the reader presses Undo."""
    messages.success(request, str(sentence), extra_tags=f"{_UNDO}{undo_url}" if undo_url else "")


def warn(request: HttpRequest, sentence: Text) -> None:
    """Show a sentence about something that did not go as wished."""
    messages.error(request, str(sentence))


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Send the browser to another page, from a plain form as well as from a dialog."""
    if getattr(request, "htmx", False):
        answer: HttpResponse = HttpResponseClientRedirect(url)
        return answer
    return HttpResponseRedirect(url)


def undo_url_of(message: Message) -> str:
    """The address that takes the act of this toast back, or nothing."""
    tags = message.extra_tags or ""
    return tags.removeprefix(_UNDO) if tags.startswith(_UNDO) else ""
