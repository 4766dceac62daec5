"""Scans that a carrier posts: no key, but a signature over time and body, made with the secret it shares with us."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from aftercare.api.problems import problem
from aftercare.api.refusals import nothing_here, refused, too_large
from aftercare.flow.scans import CARRIER, take_scans
from aftercare.kernel.errors import DomainError
from aftercare.kernel.sealing import NotOurs, unseal
from aftercare.kernel.signing import BadSignature, check_signature
from aftercare.parcels.carriers.contract import Unreadable
from aftercare.parcels.carriers.registry import SLICES
from aftercare.parcels.commands.carriers import note_post
from aftercare.parcels.commands.scans import Kept
from aftercare.parcels.models import Carrier
from aftercare.parcels.queries.tracking import carrier_of_code
from aftercare.parcels.terms import Reject

WINDOW_SECONDS = 300
"""How old, or how far ahead, a signature may be: a post that somebody caught is of no use afterwards."""


@csrf_exempt
def take_push(request: HttpRequest, code: str) -> HttpResponse:
    """Check who posts and when, take the scans, and say what became of each. A post that is repeated changes nothing.

    An unknown carrier, a wrong signature and an old one are answered alike.
    """
    if request.method != "POST":
        return problem(405, "method_not_allowed", _("Post scans here."), headers={"Allow": "POST"})
    carrier = carrier_of_code(code)
    if carrier is None or not SLICES[carrier.kind].is_posted:
        return nothing_here(request)
    try:
        body = request.body
    except RequestDataTooBig:
        return too_large(request)
    except UnreadablePostError:
        return problem(400, "bad_request", _("The request could not be read."))
    return _signed(request, carrier, body)


def _signed(request: HttpRequest, carrier: Carrier, body: bytes) -> HttpResponse:
    headers = {name: request.headers.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    now = timezone.now()
    try:
        secret = unseal(carrier.sealed_secret, settings.SEALING_KEY)
        check_signature(secret, headers, body, at=now, window_seconds=WINDOW_SECONDS)
    except (BadSignature, NotOurs):
        return problem(401, "bad_signature", _("The signature is missing, wrong or too old."))
    most: int = settings.CARRIER_POSTS_PER_MINUTE
    if note_post(carrier, at=now) > most > 0:
        sentence = _("This carrier may post %(most)d times a minute. Wait a moment.") % {"most": most}
        return problem(429, "too_many_requests", sentence, headers={"Retry-After": str(60 - now.second)})
    return _taken(request, carrier, body)


def _taken(request: HttpRequest, carrier: Carrier, body: bytes) -> HttpResponse:
    read = SLICES[carrier.kind].read
    assert read
    try:
        reading = read(body)
        kept = take_scans(carrier, reading.events, by=CARRIER, at=timezone.now())
    except Unreadable as bad:
        return problem(422, "not_understood", _(bad.sentence) % bad.facts)
    except DomainError as refusal:
        return refused(request, refusal)
    return JsonResponse(_answer(kept, reading.rejects))


def _answer(kept: Kept, rejects: Sequence[Reject]) -> dict[str, object]:
    return {
        "kept": kept.new,
        "repeated": kept.repeated,
        "unknown": kept.unknown,
        "rejected": [{"place": one.place, "detail": _(one.sentence) % one.facts} for one in (*rejects, *kept.rejects)],
    }
