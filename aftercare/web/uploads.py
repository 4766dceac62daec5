"""Photos that came with a form."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

from aftercare.files.commands import store_photo
from aftercare.files.models import StoredFile
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.web.kit.parts import Text, Upload

MOST_PHOTOS = 9


class TooManyPhotos(DomainError):
    """More photos than anybody will look at."""

    code = "too_many_photos"


def upload_of(name: str, label: Text, *, hint: Text = "") -> Upload:
    """The photo picker of a form, with the installation's limit."""
    return Upload(name, label, settings.MAX_PHOTO_BYTES, hint=hint)


def photos_of(request: HttpRequest, name: str, *, by: Actor, at: datetime) -> list[StoredFile]:
    """Store the form's photos, in the caller's transaction: a refused form leaves no row behind.

    No more than the limit and one byte of a file is read, so a huge one never fills the memory.
    """
    given = request.FILES.getlist(name)
    if len(given) > MOST_PHOTOS:
        raise TooManyPhotos(_("Choose at most %(most)d photos."), field=name, most=MOST_PHOTOS)
    most = settings.MAX_PHOTO_BYTES
    return [store_photo(one.read(most + 1), one.name or "photo", max_bytes=most, by=by, at=at) for one in given]
