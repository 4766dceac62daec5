"""Taking a mail in: to its case when it surely belongs there, else before a colleague; each once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext_noop as _

from aftercare.cases.commands.notes import LONGEST, add_note
from aftercare.cases.models import Case
from aftercare.files.commands import is_photo, store_paper, store_photo
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.moves.commands import move
from aftercare.notifications.commands.sending import block
from aftercare.notifications.lifecycle import MESSAGE
from aftercare.notifications.models import InboundFile, InboundMail, Message
from aftercare.notifications.queries.inbound import case_answered, case_named, message_returned, our_addresses
from aftercare.notifications.queries.intake import is_believed, open_case_about, order_meant
from aftercare.notifications.rules.inbound import Attached, Incoming, read_mail
from aftercare.notifications.terms import MailKind, MailState, MessageState, Why
from aftercare.orders.models import Order
from aftercare.org.rights import Right
from aftercare.returns.commands.evidence import add_photos
from aftercare.returns.queries.detail import returns_of_cases
from aftercare.rows.whole import whole

TOO_MANY = 30
_IN = timedelta(hours=1)
"""So many mails of one sender in an hour are no conversation."""


class HandledAlready(Conflict):
    """Somebody has filed this mail, or set it aside."""

    code = "handled_already"


class TooLarge(DomainError):
    """More bytes than we read."""

    code = "mail_too_large"
    status = 413


def take_mail(raw: bytes, *, at: datetime) -> InboundMail:
    """Take a mail in; the same one again gives what was made of it the first time."""
    if len(raw) > settings.MAX_MAIL_BYTES:
        raise TooLarge(_("The mail is larger than %(mb)d MB."), mb=settings.MAX_MAIL_BYTES // 1024**2)
    mail = read_mail(raw, trusted=settings.MAIL_AUTHSERV, ours=our_addresses())
    known = InboundMail.objects.filter(message_id=mail.message_id).first()
    if known:
        return known
    try:
        return _take(mail, at)
    except IntegrityError:  # another worker was taking in the same mail
        return InboundMail.objects.get(message_id=mail.message_id)


@whole()
def _take(mail: Incoming, at: datetime) -> InboundMail:
    if mail.kind == MailKind.BOUNCE:
        return _returned(mail, at)
    if mail.kind == MailKind.AUTOMATIC:
        return _keep(mail, MailState.AUTOMATIC, at=at)
    if _is_flood(mail.sender, at):
        return _keep(mail, MailState.SET_ASIDE, reason=_("Too many mails of one sender within an hour."), at=at)
    case = case_answered(mail.marks)
    if case:
        row = _keep(mail, MailState.FILED, case=case, at=at)
        return file_under(row, case, mail.files, by=SYSTEM, at=at)
    return _by_number(mail, at)


def _by_number(mail: Incoming, at: datetime) -> InboundMail:
    """A number is no secret and a sender is easily forged: only both together, proven by our own server, are enough."""
    case = case_named(mail.numbers)
    is_buyers = bool(case) and mail.sender == (case.customer.email if case else "").lower()
    if case and is_buyers and mail.is_proven:
        row = _keep(mail, MailState.FILED, case=case, at=at)
        return file_under(row, case, mail.files, by=SYSTEM, at=at)
    if case:
        reason = _("The sender is not proven.") if is_buyers else _("It comes from another address than the buyer's.")
        return _wait(mail, reason, at=at)
    order = order_meant(mail, at=at)
    return _about_order(mail, order, at) if order else _wait(mail, _("It names no case."), at=at)


def _about_order(mail: Incoming, order: Order, at: datetime) -> InboundMail:
    """An order of the sender's own: to the case that is open about it, else a case is to be opened by a job."""
    if not is_believed(mail):
        return _wait(mail, _("The sender is not proven."), order=order, at=at)
    case = open_case_about(order)
    if case and mail.is_proven:
        row = _keep(mail, MailState.FILED, case=case, order=order, at=at)
        return file_under(row, case, mail.files, by=SYSTEM, at=at)
    if case:
        return _wait(mail, _("A case about this order is open."), order=order, at=at)
    row = _keep_with_files(mail, order=order, at=at)
    record(Fact("notifications.mail.match", row.label, SYSTEM, at, after={"order_number": order.number}))
    return row


def _wait(mail: Incoming, reason: str, *, order: Order | None = None, at: datetime) -> InboundMail:
    """A colleague has to look."""
    row = _keep_with_files(mail, reason=reason, order=order, at=at)
    record(Fact("notifications.mail.wait", row.label, SYSTEM, at, after={"reason": reason, "address": mail_page(row)}))
    return row


def _keep_with_files(mail: Incoming, *, reason: str = "", order: Order | None = None, at: datetime) -> InboundMail:
    row = _keep(mail, MailState.WAITING, reason=reason, order=order, at=at)
    for one in mail.files:
        _store(row, one, by=SYSTEM, at=at)
    return row


@whole()
def file_mail(mail: InboundMail, case: Case, *, by: Actor, at: datetime) -> InboundMail:
    """A colleague says which case a mail belongs to; it becomes the buyer's message there."""
    mail = taken_up(mail, by)
    if not by.serves(case.merchant_id):
        raise NotAllowed(_("You do not have the right to do this."))
    return file_under(mail, case, by=by, at=at)


@whole()
def set_aside(mail: InboundMail, *, by: Actor, at: datetime) -> InboundMail:
    """A colleague says that a mail belongs to no case."""
    mail = taken_up(mail, by)
    mail.state, mail.handled_at, mail.handled_by, mail.handled_by_name = MailState.SET_ASIDE, at, by.key, by.name
    mail.save(update_fields=["state", "handled_at", "handled_by", "handled_by_name"])
    record(Fact("notifications.mail.set_aside", mail.label, by, at))
    return mail


def _returned(mail: Incoming, at: datetime) -> InboundMail:
    """A mail of ours came back. Only one that carries our own seal is believed, or anybody could silence anybody."""
    message = message_returned(mail.marks)
    if message is None:
        return _keep(mail, MailState.AUTOMATIC, at=at)
    if mail.is_hard:
        if mail.is_no_address:
            block(message.address, Why.UNDELIVERABLE, note=mail.reason, by_key=SYSTEM.key, at=at)
        _bounce(message, mail, at=at)
    return _keep(mail, MailState.BOUNCE, case=message.case, reason=mail.reason, at=at)


def _bounce(message: Message, mail: Incoming, *, at: datetime) -> None:
    if message.state == MessageState.SENT:
        why = Why.OUR_ADDRESS if mail.is_about_sender else ""
        move(message, "bounce", MESSAGE, by=SYSTEM, at=at, said=mail.reason[:500], why=why)


def _keep(
    mail: Incoming,
    state: MailState,
    *,
    case: Case | None = None,
    order: Order | None = None,
    reason: str = "",
    at: datetime,
) -> InboundMail:
    return InboundMail.objects.create(
        message_id=mail.message_id,
        sender=mail.sender,
        sender_name=mail.sender_name,
        recipient=mail.recipient,
        subject=mail.subject,
        text=mail.text,
        state=state,
        reason=reason[:300],
        case=case,
        order=order,
        is_proven=mail.is_proven,
        came_at=at,
    )


def file_under(
    row: InboundMail, case: Case, files: tuple[Attached, ...] = (), *, by: Actor, at: datetime
) -> InboundMail:
    """The words become the buyer's message, the pictures his evidence."""
    if row.state == MailState.WAITING:
        row.state, row.case, row.handled_at = MailState.FILED, case, at
        row.handled_by, row.handled_by_name = by.key, by.name
        row.save(update_fields=["state", "case", "handled_at", "handled_by", "handled_by_name"])
    buyer = _buyer_of(case)
    for one in files:
        _store(row, one, by=buyer, at=at)
    words = row.text or row.subject
    if words.strip():
        add_note(case, words[:LONGEST], for_buyer=True, by=buyer, at=at)
    returning = returns_of_cases([case.pk]).get(case.pk)
    stored = [one.stored for one in InboundFile.objects.filter(mail=row).select_related("stored") if one.stored]
    photos = [one for one in stored if one.thumbnail_path]
    if returning and photos:
        add_photos(returning, photos, at=at)
    record(Fact("notifications.mail.file", row.label, by, at, stream=case.stream, after={"files": len(stored)}))
    return row


def _store(row: InboundMail, one: Attached, *, by: Actor, at: datetime) -> None:
    """Pictures, documents and videos are kept after their checks; of everything else the name, and why it was not."""
    stored, refusal = None, ""
    keep, most = (store_paper, settings.MAX_FILE_BYTES)
    if is_photo(one.content):
        keep, most = (store_photo, settings.MAX_PHOTO_BYTES)
    try:
        stored = keep(one.content, one.name, max_bytes=most, by=by, at=at)
    except DomainError as refused:
        refusal = refused.sentence[:300]
    InboundFile.objects.create(mail=row, name=one.name, stored=stored, refusal=refusal)


def _buyer_of(case: Case) -> Actor:
    rights = frozenset({str(Right.OWN_CASES)})
    name = case.contact or str(case.customer)
    return Actor(ActorKind.BUYER, case.customer_id, name, rights, customer=case.customer_id, only_case=case.pk)


def taken_up(mail: InboundMail, by: Actor) -> InboundMail:
    """The mail, locked for whoever deals with it; raises HandledAlready when somebody has."""
    if not by.may(Right.MAIL_FILE) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))
    mail = InboundMail.objects.select_for_update(no_key=True).get(pk=mail.pk)
    if mail.state != MailState.WAITING:
        raise HandledAlready(_("Somebody has dealt with this mail already."))
    return mail


def _is_flood(sender: str, at: datetime) -> bool:
    return InboundMail.objects.filter(sender=sender, came_at__gt=at - _IN)[:TOO_MANY].count() >= TOO_MANY


def mail_page(row: InboundMail) -> str:
    """The address of its page."""
    return f"/messages/inbox/{row.pk}/"
