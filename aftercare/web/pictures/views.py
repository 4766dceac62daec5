"""Photos, for those who may see the return or the repair they belong to, and nobody else."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from aftercare.files.models import StoredFile
from aftercare.files.queries import content_of
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.returns.queries.detail import evidence_visible_to
from aftercare.returns.queries.repairs import repair_photo
from aftercare.web.access import needs
from aftercare.web.requests import DeskRequest

KEPT_SECONDS = 3600
"""How long a reader's own browser may keep a photo: its content never changes, but his rights may."""

SEERS = (Right.RETURNS_SEE, Right.GOODS_SEE, Right.REFUNDS_SEE, Right.OWN_CASES, Right.DUTIES_WORK)


@needs(*SEERS)
@require_safe
def photo(request: DeskRequest, key: UUID) -> HttpResponse:
    """The photo in full."""
    stored = _stored(request.actor, key)
    return _picture(content_of(stored), stored.content_type)


@needs(*SEERS)
@require_safe
def thumb(request: DeskRequest, key: UUID) -> HttpResponse:
    """Its small version."""
    return _picture(content_of(_stored(request.actor, key), thumbnail=True), "image/jpeg")


def _stored(actor: Actor, key: UUID) -> StoredFile:
    found = evidence_visible_to(actor, key) or repair_photo(actor, key)
    if found is None:
        raise Http404
    return found.file


def _picture(content: bytes, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    # A picture that is opened by itself is shown, and can do nothing else.
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(answer, private=True, max_age=KEPT_SECONDS)
    return answer
