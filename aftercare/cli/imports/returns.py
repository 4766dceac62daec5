"""`aftercare import returns`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from aftercare.cases.terms import Kind
from aftercare.catalog.commands import add_reason, edit_reason
from aftercare.catalog.models import Reason
from aftercare.catalog.queries import reasons
from aftercare.cli.imports.credit_notes import COLUMNS, Entry, Unit, spread, units
from aftercare.cli.imports.mappings.online_retail import ONLINE_RETAIL
from aftercare.cli.imports.reading import Table, examine
from aftercare.cli.imports.rejects import Rejects, rejects_path
from aftercare.cli.imports.shops import IMPORTER, shop_for
from aftercare.cli.imports.tally import Tally, tell
from aftercare.cli.imports.terms import Asked, BadLine, Rejected, Setting
from aftercare.cli.saying import Refusal, progress, say
from aftercare.flow.taking_over import Booked, take_over_return
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import DomainError
from aftercare.orders.commands.import_runs import SourceFile, advance_run, begin_run, end_run
from aftercare.orders.models import ImportRun, Order
from aftercare.orders.queries.finding import lines_of
from aftercare.org.models import ReturnAddress, Shop
from aftercare.org.queries.merchants import addresses_visible_to
from aftercare.org.rights import Right
from aftercare.returns.models import Return
from aftercare.returns.terms import Duty
from aftercare.rows.whole import apart, whole

REASON = "imported"
_REASON_WORDS = {
    "en": "Taken over from the shop's books",
    "zh-hans": "从店铺账目导入",
    "zh-hant": "從店鋪帳目匯入",
    "es": "Tomado de los libros de la tienda",
}
_CARRIER = "not recorded"

PEOPLE: dict[Duty, Actor] = {
    Duty.REQUEST: Actor(ActorKind.SYSTEM, 11, "Import, request", frozenset({Right.RETURNS_OPEN, Right.RETURNS_SHIP})),
    Duty.REVIEW: Actor(ActorKind.SYSTEM, 12, "Import, review", frozenset({Right.RETURNS_REVIEW})),
    Duty.RECEIVE: Actor(ActorKind.SYSTEM, 13, "Import, dock", frozenset({Right.GOODS_RECEIVE})),
    Duty.APPROVE: Actor(ActorKind.SYSTEM, 14, "Import, finance", frozenset({Right.REFUNDS_APPROVE})),
    Duty.PAY: Actor(ActorKind.SYSTEM, 15, "Import, cashier", frozenset({Right.PAYOUTS_RECORD})),
}
"""Who the books do not name: one stand-in per duty, so that separation of duties holds for imported returns too."""

_WHY = {"too_many_pieces": "over-return", "above_ceiling": "more than was paid", "window_over": "window over"}


@dataclass
class Passage:
    """One pass of a file of credit notes into a shop."""

    shop: Shop
    run: ImportRun
    rejects: Rejects
    tally: Tally
    reason: Reason
    address: ReturnAddress | None
    ignore_window: bool


def import_returns(asked: Asked) -> None:
    """Turn every credit note into completed returns, by the same rules; what the rules refuse is written down."""
    began = timezone.now()
    target = rejects_path(asked.file, asked.rejects)
    examined = examine(asked.file)
    table = Table(asked.file, COLUMNS)
    shop = _shop(asked, at=began)
    run = begin_run(shop, SourceFile("returns", "credit-notes", asked.file.name, examined.digest), at=began)
    if run.position:
        say(f"Going on after {run.position:,} credit notes that an earlier run settled.")
    with Rejects(target, table.columns, keep=run.rejects_bytes) as rejects:
        address = addresses_visible_to(IMPORTER).filter(merchant=shop.merchant_id, is_active=True).first()
        tally, reason = Tally(run.counts), _reason(at=began)
        passage = Passage(shop, run, rejects, tally, reason, address, asked.ignore_window)
        _pass(passage, units(table, Setting(timezone.get_default_timezone())), asked)
    end_run(run, at=timezone.now())
    tell(f"Imported {asked.file.name} into {shop.code}", passage.tally, took=timezone.now() - began)
    if passage.tally.counts["lines rejected"]:
        say(f"The rejected lines with their reasons are in {target}.")


def _pass(passage: Passage, found: Sequence[Unit], asked: Asked) -> None:
    with progress() as bar:
        task = bar.add_task(f"Importing {asked.file.name}", total=len(found), completed=passage.run.position)
        try:
            while passage.run.position < len(found):
                start = passage.run.position
                _settle(passage, found[start : start + asked.batch])
                bar.update(task, completed=passage.run.position)
        except KeyboardInterrupt:
            sentence = f"Stopped after {passage.run.position:,} credit notes. Run the same command again to go on."
            raise Refusal(sentence) from None


@whole()
def _settle(passage: Passage, batch: Sequence[Unit]) -> None:
    numbers = {unit.entries[0].credit.order for unit in batch if unit.entries}
    found = Order.objects.filter(shop=passage.shop, number__in=numbers).select_related("customer")
    orders = {order.number: order for order in found}
    known = _known(passage, batch)
    rejected: list[Rejected] = []
    for unit in batch:
        if unit.rejected:
            rejected.append(unit.rejected)
        else:
            rejected += _take_over(passage, unit, orders.get(unit.entries[0].credit.order), known)
    passage.tally.add("lines read", sum(len(unit.entries) or 1 for unit in batch))
    passage.tally.reject(rejected)
    length = passage.rejects.write(rejected)
    position = passage.run.position + len(batch)
    advance_run(passage.run, position, counts=passage.tally.counts, rejects_bytes=length, at=timezone.now())


def _take_over(passage: Passage, unit: Unit, order: Order | None, known: set[str]) -> list[Rejected]:
    """The unit as one return; when that is refused, row by row, so that one bad row does not keep out the others."""
    if unit.reference in known:
        passage.tally.add("lines known already", len(unit.entries))
        return []
    if order is None:
        number = unit.entries[0].credit.order
        return [_no_sale(entry, f"There is no order {number} in this shop.") for entry in unit.entries]
    rows = range(len(unit.entries))
    was_split = any(unit.reference_of(n) in known for n in rows)
    if len(unit.entries) > 1 and not was_split and not _refusal(passage, unit.entries, order, unit.reference):
        return []
    rejected = []
    for n, entry in enumerate(unit.entries):
        reference = unit.reference if len(unit.entries) == 1 else unit.reference_of(n)
        if reference in known:
            passage.tally.add("lines known already")
        elif refusal := _refusal(passage, [entry], order, reference):
            rejected.append(refusal)
    return rejected


def _refusal(passage: Passage, entries: Sequence[Entry], order: Order, reference: str) -> Rejected | None:
    """None when the rows became a completed return; else why not, and then nothing of it is left."""
    first = entries[0]
    if first.credit.customer and first.credit.customer != order.customer.account:
        return _no_sale(first, f"Order {order.number} was bought by another customer.")
    try:
        lines = spread([entry.credit for entry in entries], list(lines_of(order)), order.currency)
        booked = Booked(
            reference, first.credit.note, lines, passage.reason, passage.address, _CARRIER, passage.ignore_window,
            first.credit.times,
        )  # fmt: skip
        with apart():
            take_over_return(order, booked, by=PEOPLE, at=first.credit.at)
    except BadLine as bad:
        return Rejected(first.record, bad.why, bad.sentence)
    except DomainError as refusal:
        return Rejected(first.record, _WHY.get(refusal.code, refusal.code.replace("_", " ")), refusal.sentence)
    passage.tally.add("returns completed")
    passage.tally.add("lines taken over", len(entries))
    return None


def _no_sale(entry: Entry, sentence: str) -> Rejected:
    return Rejected(entry.record, "no sale found", sentence)


def _known(passage: Passage, batch: Sequence[Unit]) -> set[str]:
    names = {unit.reference for unit in batch if unit.entries}
    names |= {unit.reference_of(n) for unit in batch for n in range(len(unit.entries))}
    rows = Return.objects.filter(merchant=passage.shop.merchant_id, shop_reference__in=names)
    return set(rows.values_list("shop_reference", flat=True))


def _shop(asked: Asked, *, at: datetime) -> Shop:
    """The shop named; else the one that the order export made, when it is there; else the only one."""
    default = ONLINE_RETAIL.shop if Shop.objects.filter(code=ONLINE_RETAIL.shop).exists() else ""
    return shop_for(asked.shop or default, None, at=at)


@whole()
def _reason(*, at: datetime) -> Reason:
    """The reason that imported returns carry; buyers are not offered it."""
    found = reasons(Kind.RETURN_REFUND).filter(code=REASON).first()
    if found:
        return found
    made = add_reason(Kind.RETURN_REFUND, _REASON_WORDS, code=REASON, by=IMPORTER, at=at)
    return edit_reason(made, _REASON_WORDS, is_shown=False, by=IMPORTER, at=at)
