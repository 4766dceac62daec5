"""Photos on their way from the upload to the return they show."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_noop as _

from aftercare.files.models import StoredFile
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError
from aftercare.returns.commands.guards import check_right
from aftercare.returns.models import Evidence, RepairPhoto, Return
from aftercare.rows.whole import whole

MOST_FROM_DOCK = 40


class UnusablePhoto(DomainError):
    """A photo that somebody else handed in, or that belongs to a return or a repair already."""

    code = "unusable_photo"


@whole()
def take_photos(ids: Sequence[UUID], *, by: Actor) -> list[StoredFile]:
    """The photos that the actor handed in before, locked until they belong to a request; raises UnusablePhoto."""
    found = {f.pk: f for f in StoredFile.objects.select_for_update(no_key=True).filter(pk__in=ids, uploaded_by=by.key)}
    used = _used(ids)
    for index, pk in enumerate(ids):
        if pk not in found or pk in used or pk in ids[:index]:
            sentence = _("Photo %(id)s was not handed in by you, or belongs to a return or a repair already.")
            raise UnusablePhoto(sentence, field=f"photos[{index}]", id=str(pk))
    return [found[pk] for pk in ids]


def _used(ids: Sequence[UUID]) -> set[UUID]:
    """Those that show something already."""
    of_returns = Evidence.objects.filter(file__in=ids).values_list("file", flat=True)
    return set(of_returns.union(RepairPhoto.objects.filter(file__in=ids).values_list("file", flat=True)))


@whole()
def add_dock_photos(returning: Return, photos: Sequence[StoredFile], *, by: Actor, at: datetime) -> int:
    """Photos of goods at the dock, taken while they are counted; refused where there are too many already."""
    check_right(by, "inspect", returning)
    here = Evidence.objects.filter(returning=returning, from_dock=True).count()
    if here + len(photos) > MOST_FROM_DOCK:
        raise UnusablePhoto(_("There are %(most)d photos already."), field="photos", most=MOST_FROM_DOCK)
    Evidence.objects.bulk_create(
        [Evidence(returning=returning, file=photo, from_dock=True, added_at=at) for photo in photos]
    )
    return len(photos)


@whole()
def add_photos(returning: Return, photos: Sequence[StoredFile], *, at: datetime) -> None:
    """What the buyer showed later, by mail; a photo that is there already stays once."""
    known = set(Evidence.objects.filter(returning=returning, file__in=photos).values_list("file", flat=True))
    new = [photo for photo in photos if photo.pk not in known]
    Evidence.objects.bulk_create([Evidence(returning=returning, file=photo, added_at=at) for photo in new])
