"""A form that was sent twice is done once: its hidden `once` field is an idempotency key."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from aftercare.journal.commands.answers import Given, answer_once, fingerprint
from aftercare.kernel.actor import Actor
from aftercare.kernel.numbering import secret_token
from aftercare.web.kit.toasts import go


def new_once() -> str:
    """A key for a form that is about to be shown: `<input type="hidden" name="once" value="{{ once }}">`."""
    return secret_token()


def do_once(request: HttpRequest, work: Callable[[], str], *, by: Actor) -> HttpResponse:
    """Do the work, which tells the address to go to; a repetition goes there without doing it again.

    The file parts of the form are not compared: the key alone stands for the filled-in page.
    """
    key = request.POST.get("once", "")[:64]
    if not key:
        return go(request, work())
    print_of_form = fingerprint("POST", request.path, key.encode())
    given = answer_once(f"form:{key}", print_of_form, lambda: Given(302, work()), by=by, at=timezone.now())
    return go(request, str(given.body))
