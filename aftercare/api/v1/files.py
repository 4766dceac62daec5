"""Photos: handed in first, then named in a request; seen by who may see the return or repair they belong to."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import File, Router, UploadedFile
from pydantic import BaseModel

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.returns import SEES_RETURNS
from aftercare.files.commands import FileTooLarge, store_photo
from aftercare.files.queries import content_of
from aftercare.kernel.errors import NotFound
from aftercare.org.rights import Right
from aftercare.returns.queries.detail import evidence_visible_to
from aftercare.returns.queries.repairs import photo_of_visible

router = Router(tags=["files"])
SEES_PHOTOS = Key(*SEES_RETURNS.rights, Right.DUTIES_MANAGE)
PICTURE = {"image/*": {"schema": {"type": "string", "format": "binary"}}}
SHOWS_PICTURE = {"responses": {200: {"description": "The picture", "content": PICTURE}}}


class FileOut(BaseModel):
    """A photo as it is kept. Name its id once, with the same key, in a request that takes photos."""

    id: str
    name: str
    content_type: str
    size: int
    width: int | None
    height: int | None


@router.post("", auth=Key(Right.RETURNS_OPEN, Right.GOODS_RECEIVE), response={201: FileOut}, summary="Hand in a photo")
@once
def upload(request: KeyRequest, photo: File[UploadedFile]) -> Made:
    """JPEG, PNG or WebP, told by content. Place, camera and comments are removed before it is kept."""
    if (photo.size or 0) > settings.MAX_PHOTO_BYTES:
        raise FileTooLarge(_("The picture is too large."), field="photo")
    stored = store_photo(
        photo.read(), photo.name or "", max_bytes=settings.MAX_PHOTO_BYTES, by=request.actor, at=timezone.now()
    )
    same = {name: getattr(stored, name) for name in ("name", "content_type", "size", "width", "height")}
    return Made(201, FileOut(id=str(stored.pk), **same))


@router.get("/{uuid:file_id}", auth=SEES_PHOTOS, openapi_extra=SHOWS_PICTURE, summary="Get a photo")
def content(request: KeyRequest, file_id: UUID) -> HttpResponse:
    """The picture, for who may see its return or repair."""
    return _picture(request, file_id, thumbnail=False)


@router.get(
    "/{uuid:file_id}/thumbnail", auth=SEES_PHOTOS, openapi_extra=SHOWS_PICTURE, summary="Get a photo's thumbnail"
)
def thumbnail(request: KeyRequest, file_id: UUID) -> HttpResponse:
    """A small JPEG of the picture, for who may see its return or repair."""
    return _picture(request, file_id, thumbnail=True)


def _picture(request: KeyRequest, file_id: UUID, *, thumbnail: bool) -> HttpResponse:
    shown = evidence_visible_to(request.actor, file_id) or photo_of_visible(request.actor, file_id)
    if shown is None:
        raise NotFound(_("There is no such photo, or this key may not see it."))
    kind = "image/jpeg" if thumbnail else shown.file.content_type
    headers = {"Cache-Control": "private, max-age=3600", "Content-Disposition": "inline"}
    return HttpResponse(content_of(shown.file, thumbnail=thumbnail), content_type=kind, headers=headers)
