"""Opening a case from a mail: by itself where it is clear who wants what and why, else by a colleague's one press."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.models import Case
from aftercare.cases.terms import Channel
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.kernel.errors import DomainError
from aftercare.notifications.commands.inbound import file_under, mail_page, taken_up
from aftercare.notifications.models import InboundMail
from aftercare.notifications.queries.intake import goods_in, reason_in
from aftercare.notifications.terms import MailState
from aftercare.orders.models import Order
from aftercare.org.rights import Right
from aftercare.returns.commands.applying import Application
from aftercare.returns.models import Return
from aftercare.returns.terms import Wanted
from aftercare.rows.whole import apart, whole

NOT_BY_ITSELF = _("A return could not be opened by itself. Open it by hand to see why.")
_REMARK = 1000


class Unclear(DomainError):
    """A person has to read it."""

    code = "unclear_mail"


@dataclass(frozen=True)
class Door:
    """How cases are opened: which kind an order calls for, and the one way in for every kind."""

    kind_for: Callable[[Order], str]
    apply: Callable[..., Return]


def open_by_itself(mail_id: int, door: Door, *, at: datetime) -> Case | None:
    """Open the case that a mail asks for, in its writer's name; None when a colleague has to look, who is told."""
    try:
        with apart():
            mail = InboundMail.objects.select_for_update(no_key=True, of=("self",)).get(pk=mail_id)
            if mail.state != MailState.WAITING or mail.order is None:
                return None
            return _opened(mail, mail.order, door, by=_writer(mail.order), filed_by=SYSTEM, at=at)
    except DomainError as refusal:
        leave(mail_id, NOT_BY_ITSELF if refusal.facts else refusal.sentence, at=at)
        return None


@whole()
def open_by_hand(mail: InboundMail, order: Order, door: Door, *, by: Actor, at: datetime) -> Case:
    """A colleague opens it with one press; raises Unclear when he has to say himself what is meant."""
    return _opened(taken_up(mail, by), order, door, by=by, filed_by=by, at=at)


@whole()
def leave(mail_id: int, reason: str, *, at: datetime) -> None:
    """A mail waits for a colleague after all."""
    mail = InboundMail.objects.select_for_update(no_key=True, of=("self",)).get(pk=mail_id)
    if mail.state != MailState.WAITING:
        return
    InboundMail.objects.filter(pk=mail_id).update(reason=reason[:300])
    after = {"reason": reason, "address": mail_page(mail)}
    record(Fact("notifications.mail.wait", mail.label, SYSTEM, at, after=after))


def _opened(mail: InboundMail, order: Order, door: Door, *, by: Actor, filed_by: Actor, at: datetime) -> Case:
    kind = door.kind_for(order)
    application = _application(mail, order, kind, at=at)
    case = door.apply(kind, order, application, channel=Channel.EMAIL, by=by, at=at).case
    file_under(mail, case, by=filed_by, at=at)
    return case


def _application(mail: InboundMail, order: Order, kind: str, *, at: datetime) -> Application:
    said = f"{mail.subject}\n{mail.text}"
    goods, reason = goods_in(said, order, at=at), reason_in(said, kind)
    if not goods:
        raise Unclear(_("It is not clear which goods are meant, or how many."))
    if reason is None:
        raise Unclear(_("It is not clear which reason is meant."))
    wanted = [Wanted(one.line_id, one.left) for one in goods]
    return Application(wanted, reason, remark=(mail.text or mail.subject)[:_REMARK])


def _writer(order: Order) -> Actor:
    """The buyer, who came without account and asks for this order alone."""
    rights = frozenset({str(Right.OWN_CASES)})
    name = order.recipient or str(order.customer)
    return Actor(ActorKind.BUYER, order.customer_id, name, rights, customer=order.customer_id, only_case=0)
