"""Mail that came in, and which case or message it belongs to."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import QuerySet

from aftercare.cases.models import Case
from aftercare.cases.queries.file import visible_to as cases_visible_to
from aftercare.kernel.actor import Actor
from aftercare.notifications.models import InboundFile, InboundMail, Message, Outlet
from aftercare.notifications.rules import threads
from aftercare.notifications.terms import MailState
from aftercare.orders.models import Order
from aftercare.org.rights import Right
from aftercare.rows.asking import Prepared

COUNT_CAP = 10_000


def visible_to(actor: Actor) -> QuerySet[InboundMail]:
    """Mails for who files them, newest first; nobody who is confined to merchants, since a mail belongs to none yet."""
    found = InboundMail.objects.select_related("case", "order").order_by("-came_at", "-pk")
    return found if actor.may(Right.MAIL_FILE) and actor.merchants is None else found.none()


def counts_by_state(actor: Actor) -> dict[str, int]:
    """How many mails there are in each state, each at most COUNT_CAP + 1."""
    rows = visible_to(actor).order_by()
    return {str(state): rows.filter(state=str(state))[: COUNT_CAP + 1].count() for state in MailState}


def files_of(mail: InboundMail) -> list[InboundFile]:
    """What was attached."""
    return list(InboundFile.objects.filter(mail=mail).order_by("pk"))


def file_visible_to(actor: Actor, pk: int) -> InboundFile | None:
    """Something attached that was kept, for who may see the case it came to, or files mail that waits."""
    found = InboundFile.objects.filter(pk=pk, stored__isnull=False).select_related("stored", "mail").first()
    if found is None:
        return None
    if found.mail.case_id is None:
        return found if visible_to(actor).filter(pk=found.mail_id).exists() else None
    return found if cases_visible_to(actor).filter(pk=found.mail.case_id).exists() else None


def papers_of(case_id: int) -> list[InboundFile]:
    """Documents and videos that came by mail to a case; its pictures stand with the other photos."""
    return _PAPERS(case_id)


def _papers(case: int) -> QuerySet[InboundFile]:
    found = InboundFile.objects.filter(mail__case=case, stored__isnull=False, stored__thumbnail_path="")
    return found.select_related("stored").order_by("pk")


_PAPERS = Prepared[InboundFile](_papers)


def case_answered(text: str) -> Case | None:
    """The case that a mail answers, by a mark that only who was written to can know."""
    for case_id in threads.marked(text, threads.CASE, settings.SEALING_KEY):
        case = Case.objects.filter(pk=case_id).select_related("customer").first()
        if case:
            return case
    message = message_returned(text)
    return message.case if message else None


def message_returned(text: str) -> Message | None:
    """The message of ours that a text carries the mark of."""
    ids = threads.marked(text, threads.MESSAGE, settings.SEALING_KEY)
    return Message.objects.filter(pk__in=ids[:5]).select_related("case", "case__customer").first() if ids else None


def case_named(numbers: Sequence[str]) -> Case | None:
    """The case with the first number that is one."""
    return Case.objects.filter(number__in=numbers[:5]).select_related("customer").order_by("-pk").first()


def case_to_rate(mark: str) -> Case | None:
    """The case that a link to rate leads to; None when the link is not ours."""
    ids = threads.marked(mark, threads.RATING, settings.SEALING_KEY)
    return Case.objects.filter(pk=ids[0]).select_related("customer", "merchant").first() if ids else None


def cases_of_sender(actor: Actor, sender: str) -> list[Case]:
    """The latest cases of buyers with this address, to choose from."""
    return list(cases_visible_to(actor).filter(customer__email__iexact=sender)[:5]) if sender else []


def orders_of_sender(actor: Actor, sender: str) -> list[Order]:
    """The latest orders of buyers with this address, to open a case for."""
    if not sender or not actor.may(Right.RETURNS_OPEN):
        return []
    return list(Order.objects.filter(customer__email__iexact=sender).order_by("-ordered_at", "-pk")[:5])


def our_addresses() -> list[str]:
    """Addresses that we send from or are written to: a mail from one of them is our own."""
    rows = Outlet.objects.exclude(sender="").values_list("sender", flat=True)
    return [*rows, *([settings.MAIL_SENDER] if settings.MAIL_SENDER else [])]
