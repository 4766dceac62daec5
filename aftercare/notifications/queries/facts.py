"""What there is to say about an entry of the journal, in one person's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from aftercare.billing.terms import PayMethod
from aftercare.cases.models import Case, Note
from aftercare.customers.rules import masked_text
from aftercare.duties.models import Task
from aftercare.journal.models import Entry
from aftercare.journal.terms import CASE_STREAM
from aftercare.moves.figures import money
from aftercare.moves.refusals import said_day
from aftercare.notifications.queries.people import Bought
from aftercare.notifications.rules import threads
from aftercare.notifications.terms import Event
from aftercare.orders.models import Order
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import returns_of_cases

_WAY = {
    PayMethod.ORIGINAL: _("Original payment"),
    PayMethod.BANK: _("Bank transfer"),
    PayMethod.CASH: _("Cash"),
    PayMethod.OTHER: _("Other way"),
    PayMethod.GATEWAY: _("Payout gateway"),
    PayMethod.NOTHING: _("No payment needed"),
}


_COMES = ("pickup_on", "day", "starts_at")
"""Fields of entries that say when somebody comes."""


_OF_TASKS = ("duties.task.finish", "duties.task.answer")
"""What customers are told about tasks of theirs."""


@dataclass(frozen=True)
class Cause:
    """What a message is about: an entry of the journal, or what a sweep found, with the records around it."""

    id: str
    kind: str
    at: datetime
    actor: str = ""
    actor_name: str = ""
    after: dict[str, object] | None = None
    before: dict[str, object] | None = None
    remark: str = ""
    case: Case | None = None
    returning: Return | None = None
    note: Note | None = None
    order: Order | None = None
    task: Task | None = None

    @property
    def merchant_id(self) -> int | None:
        """Whose matter it is."""
        owner = self.case or self.order or (self.task and self.task.customer)
        return owner.merchant_id if owner else None

    @property
    def told(self) -> dict[str, object]:
        """What the entry says has become of the record."""
        return self.after or {}


def causes_of(entries: Sequence[Entry]) -> list[Cause]:
    """The entries with their cases, returns and notes, in a constant number of queries."""
    ids = {entry.pk: _case_id(entry) for entry in entries}
    cases = _cases(filter(None, ids.values()))
    returns = returns_of_cases(cases)
    orders = _orders(entry for entry in entries if entry.kind.startswith("orders."))
    tasks = _tasks(entries)
    notes = Note.objects.in_bulk(
        [int(e.subject.rpartition(":")[2]) for e in entries if e.kind.startswith("cases.note.")]
    )
    found = [_cause(entry, cases.get(ids[entry.pk] or 0), returns, notes) for entry in entries]
    return [
        replace(cause, order=orders.get(entry.subject), task=tasks.get(entry.subject))
        for cause, entry in zip(found, entries, strict=True)
    ]


def buyer_of(cause: Cause) -> Bought | None:
    """Whoever bought what it is about."""
    if cause.case:
        return Bought(cause.case.customer, cause.case.contact, cause.case.phone)
    if cause.task and cause.task.customer:
        return Bought(cause.task.customer)
    order = cause.order
    return Bought(order.customer, order.recipient, order.phone) if order else None


def cause_of_case(case: Case, kind: str, *, id: str, at: datetime) -> Cause:
    """A cause that no entry of the journal stands for: a reminder, a preview."""
    returning = returns_of_cases([case.pk]).get(case.pk)
    return Cause(id=id, kind=kind, at=at, case=case, returning=returning)


def example_of_case(case: Case, event: Event, *, at: datetime) -> Cause:
    """The newest thing that really happened on a case and begins the event; else the case as it stands."""
    entry = Entry.objects.filter(stream=case.stream, kind__in=event.kinds).order_by("-position").first()
    return causes_of([entry])[0] if entry else cause_of_case(case, "example", id=f"example-{case.pk}", at=at)


def words_for(cause: Cause, variables: Iterable[str], language: str, *, for_buyer: bool) -> dict[str, str]:
    """The words that a template may use, those without anything to say empty."""
    with translation.override(language):
        found = {**_of_case(cause, for_buyer=for_buyer), **_of_entry(cause)}
        return {name: found.get(name, "") for name in variables}


def example_words(cause: Cause, variables: Iterable[str], language: str) -> dict[str, str]:
    """Words to try a template with: what really happened, but nobody's name, and no link that opens the case."""
    words = words_for(cause, variables, language, for_buyer=False)
    covered = {"name": masked_text(words.get("name", "")), "note": "…" if words.get("note") else ""}
    return {**words, **{name: said for name, said in covered.items() if name in words}}


def link_of(case: Case, *, for_buyer: bool) -> str:
    """Where the case is opened: the buyer's secret link, or the desk that the colleague works at."""
    path = f"/c/{case.token}/" if for_buyer else f"/bell/case/{case.number}/"
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"


def rate_link_of(case: Case) -> str:
    """Where the buyer says how it was; only who was sent the link knows it."""
    return f"{settings.SITE_ADDRESS.rstrip('/')}/r/{rate_mark(case)}/"


def rate_mark(case: Case) -> str:
    """What of the link nobody can make who was not given it."""
    return threads.mark(threads.RATING, case.pk, settings.SEALING_KEY)


def where_of(cause: Cause) -> str:
    """The page of what the entry is about, where that is no case."""
    kind, _colon, pk = str(cause.told.get("record") or "").rpartition(":")
    return f"/duties/{pk}/" if kind == "duties.task" else str(cause.told.get("address") or "")


def _case_id(entry: Entry) -> int | None:
    number = entry.stream.removeprefix(CASE_STREAM)
    return int(number) if entry.stream.startswith(CASE_STREAM) and number.isdecimal() else None


def _cases(ids: Iterable[int]) -> dict[int, Case]:
    found = Case.objects.filter(pk__in=set(ids)).select_related("customer", "customer__member", "merchant")
    return {case.pk: case for case in found}


def _orders(entries: Iterable[Entry]) -> dict[str, Order]:
    """Orders by the name that the journal has for them."""
    ids = {int(entry.subject.rpartition(":")[2]) for entry in entries if entry.subject.startswith("orders.order:")}
    found = Order.objects.filter(pk__in=ids).select_related("customer", "customer__member", "merchant")
    return {f"orders.order:{order.pk}": order for order in found.prefetch_related("lines")} if ids else {}


def _tasks(entries: Iterable[Entry]) -> dict[str, Task]:
    """Tasks that were handed in or answered, by the name that the journal has for them."""
    ids = {int(entry.subject.rpartition(":")[2]) for entry in entries if entry.kind in _OF_TASKS}
    found = Task.objects.filter(pk__in=ids).select_related("customer__member", "customer__merchant")
    return {task.label: task for task in found} if ids else {}


def _cause(entry: Entry, case: Case | None, returns: dict[int, Return], notes: dict[int, Note]) -> Cause:
    is_note = entry.kind.startswith("cases.note.")
    return Cause(
        id=_cause_id(entry, returns.get(case.pk) if case else None),
        kind=entry.kind,
        at=entry.at,
        actor=entry.actor,
        actor_name=entry.actor_name,
        after=entry.after,
        before=entry.before,
        remark=entry.note,
        case=case,
        returning=returns.get(case.pk) if case else None,
        note=notes.get(int(entry.subject.rpartition(":")[2])) if is_note else None,
    )


def _cause_id(entry: Entry, returning: Return | None) -> str:
    """The entry; but a reminder is the same whoever asks for it, the merchant's policy or the installation's."""
    if entry.kind == "returns.return.remind" and returning:
        return reminder_id(returning)
    if entry.subject.startswith("orders.order:"):
        return delay_id(int(entry.subject.rpartition(":")[2]), entry.at if entry.kind == "orders.delay.tell" else None)
    return str(entry.pk)


def reminder_id(returning: Return) -> str:
    """What a reminder of goods is known by: of one day there is one."""
    return f"due-{returning.pk}-{returning.goods_due_on}"


def delay_id(order_id: int, told_at: datetime | None) -> str:
    """What a message about a late order is known by: that it is late is told once, what a colleague writes each time.

    `told_at` is when the colleague noted it.
    """
    return f"late-{order_id}" if told_at is None else f"late-{order_id}-{int(told_at.timestamp())}"


def _of_case(cause: Cause, *, for_buyer: bool) -> dict[str, str]:
    case, returning = cause.case, cause.returning
    found = {"company": str(settings.COMPANY_NAME)}
    if case is None and (where := where_of(cause)):
        found |= {"link": f"{settings.SITE_ADDRESS.rstrip('/')}{where}", "number": str(cause.told.get("number") or "")}
    if case:
        found |= {
            "merchant": case.merchant.name,
            "name": case.contact or case.customer.name,
            "number": case.number,
            "link": link_of(case, for_buyer=for_buyer),
            "rate_link": rate_link_of(case) if for_buyer else link_of(case, for_buyer=False),
        }
    if cause.order:
        found |= _of_order(cause.order)
    if cause.task:
        found |= _of_task(cause.task, str(cause.told.get("said") or ""))
    if returning:
        found |= {
            "order": returning.order_number,
            "goods": returning.goods,
            "amount": money(returning.total_minor, returning.currency),
            "address": "\n".join(
                part for part in (returning.return_contact, returning.return_text, returning.return_phone) if part
            ),
            "day": said_day(returning.goods_due_on) if returning.goods_due_on else "",
            "reason": returning.reject_reason,
            "carrier": returning.carrier,
            "tracking": returning.tracking_number,
        }
    return found


def _of_task(task: Task, said: str = "") -> dict[str, str]:
    found = {"number": task.number, "note": said or task.word}
    if task.customer:
        found |= {"merchant": task.customer.merchant.name, "name": task.customer.name}
    return found


def _of_order(order: Order) -> dict[str, str]:
    """Without a case there is no secret link; the buyer finds his order by its number."""
    return {
        "merchant": order.merchant.name,
        "name": order.recipient or order.customer.name,
        "order": order.number,
        "goods": ", ".join(line.name for line in order.lines.all() if not line.is_freight)[:200],
        "link": f"{settings.SITE_ADDRESS.rstrip('/')}/my/find/",
    }


def _of_entry(cause: Cause) -> dict[str, str]:
    told = cause.told
    found = {
        "author": cause.actor_name,
        "note": cause.note.text if cause.note else cause.remark if cause.order else "",
        "what": str(_first(told, "what", "policy") or ""),
        "way": str(_WAY.get(PayMethod(str(told["method"])), "")) if told.get("method") in set(PayMethod) else "",
        "reference": str(told.get("reference") or ""),
        "stars": str(told.get("stars") or ""),
        "amount": _amount(cause),
        "day": _said(_first(told, *_COMES, "goods_due_on", "due_at", "due_on"), told),
        "before": _said(_first(cause.before or {}, *_COMES), cause.before or {}),
        "reason": str(_first(told, "reject_reason", "send_back_reason", "said", "reason") or cause.remark),
        "carrier": str(told.get("carrier") or ""),
        "tracking": str(told.get("tracking_number") or ""),
    }
    return {name: said for name, said in found.items() if said}


def _amount(cause: Cause) -> str:
    told = cause.told
    minor = _first(told, "amount_minor", "total_minor", "asked_minor")
    if not isinstance(minor, int) or cause.returning is None:
        return ""
    freight = told.get("freight_minor")
    return money(minor + (freight if isinstance(freight, int) else 0), cause.returning.currency)


def _first(told: dict[str, object], *names: str) -> object:
    return next((told[name] for name in names if told.get(name) not in (None, "")), None)


def _said(value: object, told: dict[str, object]) -> str:
    """A day, with its span of hours if it has one, or a time of ours, as the reader's language writes it."""
    if not isinstance(value, str):
        return ""
    moment = parse_datetime(value) if "T" in value else None
    if moment:
        local = timezone.localtime(moment)
        return f"{said_day(local.date())} {local:%H:%M}"
    on: date | None = parse_date(value)
    span = str(told.get("span") or "").replace("-", "–")
    return " ".join(filter(None, [said_day(on), span])) if on else ""
