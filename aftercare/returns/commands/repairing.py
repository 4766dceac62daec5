"""A buyer asks for a repair, where the guarantee of his goods is not over: a task comes of it, for agents to take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.duties.commands.tasks import open_task
from aftercare.duties.terms import NewTask, TaskKind
from aftercare.files.models import StoredFile
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.orders.commands.account import lock_lines
from aftercare.orders.models import Order, OrderLine
from aftercare.org.rights import Right
from aftercare.returns.models import RepairPhoto, RepairRequest
from aftercare.returns.queries.offering import offers_of
from aftercare.returns.queries.repairs import open_repair_of
from aftercare.returns.rules.guarantees import Guarantee, Service, may_ask_repair
from aftercare.rows.whole import whole


class NoRepair(DomainError):
    """There is nothing to repair, or its guarantee is over."""

    code = "no_repair"


class RepairAsked(Conflict):
    """A repair of the same goods is asked for already."""

    code = "repair_asked"


@dataclass(frozen=True)
class RepairWish:
    """Pieces of an order line that shall be repaired, what is wrong with them, and photos of it."""

    line_id: int
    quantity: int
    remark: str
    photos: Sequence[StoredFile] = ()


@whole()
def ask_repair(order: Order, wish: RepairWish, *, by: Actor, at: datetime) -> RepairRequest:
    """Open a task for it. Nothing is promised with it: whoever takes the task agrees with the buyer what and when."""
    _check_asker(order, by)
    line = lock_lines([wish.line_id]).get(wish.line_id)
    remark = wish.remark.strip()[:1000]
    if not remark:
        raise NoRepair(_("Say what is wrong with it."), field="remark")
    guarantee = _guarantee(order, line, wish, at=at)
    if not may_ask_repair(guarantee):
        raise NoRepair(_("The guarantee of these goods is over."), field="line")
    found = open_repair_of(wish.line_id)
    if found:
        raise RepairAsked(_("You asked for this repair already: %(number)s."), number=found.task.number)
    return _opened(order, line, wish, remark, guarantee, by=by, at=at)


def _check_asker(order: Order, by: Actor) -> None:
    """A buyer asks for his own goods, a machine for buyers of the merchants it serves.

    A colleague asks for nothing: he agrees a time with the buyer, and adds the task with it.
    """
    is_own = by.customer == order.customer_id and by.may(Right.OWN_CASES)
    may_as_machine = by.kind == ActorKind.KEY and by.may(Right.RETURNS_OPEN) and by.serves(order.merchant_id)
    if not (is_own or may_as_machine):
        raise NotAllowed(_("You do not have the right to do this."))


def _guarantee(order: Order, line: OrderLine | None, wish: RepairWish, *, at: datetime) -> Guarantee:
    """How the guarantee of repair stands; refused for what is no goods of this order, or was never sent."""
    (offer,) = offers_of([order], at=at)
    offered = next((one for one in offer.lines if one.line.pk == wish.line_id), None)
    repair = next((one for one in offered.guarantees if one.service == Service.REPAIR), None) if offered else None
    if line is None or offered is None or repair is None:
        raise NoRepair(_("Choose goods of this order that were sent to you."), field="line")
    if not 0 < wish.quantity <= line.goods_out - line.goods_back:
        raise NoRepair(_("You do not have so many pieces of it."), field="quantity")
    return repair


def _opened(
    order: Order,
    line: OrderLine | None,
    wish: RepairWish,
    remark: str,
    guarantee: Guarantee,
    *,
    by: Actor,
    at: datetime,
) -> RepairRequest:
    assert line
    title = f"{line.name[:100]} × {wish.quantity}, {order.number}"[:160]
    new = NewTask(TaskKind.REPAIR, title, customer_id=order.customer_id, asked_at=at, is_request=True)
    task = open_task(new, by=by, at=at)
    request = RepairRequest.objects.create(
        task=task, line=line, quantity=wish.quantity, remark=remark, rule=guarantee.rule, asked_at=at
    )
    RepairPhoto.objects.bulk_create(RepairPhoto(request=request, file=photo) for photo in wish.photos)
    return request
