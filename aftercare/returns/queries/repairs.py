"""Repairs that buyers asked for."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from aftercare.duties.models import Task
from aftercare.duties.queries.tasks import visible_to as tasks_visible_to
from aftercare.duties.terms import ENDS
from aftercare.kernel.actor import Actor
from aftercare.org.rights import Right
from aftercare.returns.models import RepairPhoto, RepairRequest

_ENDED = [str(state) for state in ENDS]


def open_repair_of(line_id: int) -> RepairRequest | None:
    """The request about this order line that is not done with."""
    return _open().filter(line=line_id).first()


def open_repairs_of(order_ids: Iterable[int]) -> dict[int, RepairRequest]:
    """The same for all lines of several orders, by line, in one query."""
    return {one.line_id: one for one in _open().filter(line__order__in=list(order_ids))}


def repair_of_task(task: Task) -> RepairRequest | None:
    """What the buyer said of it, when a task is a repair that he asked for."""
    rows = RepairRequest.objects.filter(task=task).select_related("line__order").prefetch_related("photos__file")
    return rows.first()


def visible_to(actor: Actor) -> QuerySet[RepairRequest]:
    """The repairs of his merchants' goods, or all, for who sees returns or manages tasks; newest first."""
    found = RepairRequest.objects.select_related("task", "line__order__shop").prefetch_related("photos")
    found = found.order_by("-asked_at", "-pk")
    if not (actor.may(Right.RETURNS_SEE) or actor.may(Right.DUTIES_MANAGE)):
        return found.none()
    return found if actor.merchants is None else found.filter(line__order__merchant__in=actor.merchants)


def still_asked(rows: QuerySet[RepairRequest]) -> QuerySet[RepairRequest]:
    """Those that are not done with."""
    return rows.exclude(task__state__in=_ENDED)


def photo_of_visible(actor: Actor, key: UUID) -> RepairPhoto | None:
    """A photo of a repair that the actor may see."""
    rows = RepairPhoto.objects.filter(file=key, request__in=visible_to(actor).order_by().values("pk"))
    return rows.select_related("file").first()


def repair_photo(actor: Actor, key: UUID) -> RepairPhoto | None:
    """A photo of a repair whose task the actor sees."""
    rows = RepairPhoto.objects.filter(file=key, request__task__in=tasks_visible_to(actor).values("pk"))
    return rows.select_related("file").first()


def _open() -> QuerySet[RepairRequest]:
    return still_asked(RepairRequest.objects.all()).select_related("task", "line").order_by("-asked_at")
