"""Many finished refunds at once: the same tables and the same journal as those that were made step by step.

Only the orders before them have no entries of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from aftercare.billing.models import Payout, Refund, RefundLine
from aftercare.billing.terms import PayMethod, RefundState
from aftercare.cases.commands.interventions import step_in
from aftercare.cases.models import Case, Turn
from aftercare.cases.terms import Channel, Kind, Outcome, Room, Ruling
from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.catalog.queries import reasons
from aftercare.customers.commands import Buyer, learn_customers
from aftercare.customers.models import Customer
from aftercare.journal.commands.recording import record_all
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.numbering import case_number, secret_token
from aftercare.orders.models import Grant, Order, OrderLine
from aftercare.org.models import ReturnAddress, Shop
from aftercare.org.roles import Role, rights_of
from aftercare.returns.models import Return, ReturnLine, StockRecord
from aftercare.returns.terms import Grade, Method, State, StockKind

PLATFORM = Actor(ActorKind.SYSTEM, 0, "Marketplace", rights_of([Role.MANAGER, Role.ADMINISTRATOR]))
PEOPLE = Actor(ActorKind.SYSTEM, 0, "Merchant's people")
SOLD = (("FH-PACK-20", "Day pack 20 L", 9900), ("FH-LAP-15", "Laptop bag 15″", 12900), ("FH-BELT-S", "Belt bag", 5900))
_BUYERS = 60
_BATCH = 1000
_MOVES = (
    ("approve", State.APPROVED), ("ship", State.IN_TRANSIT), ("receive", State.RECEIVED), ("inspect", State.INSPECTED),
    ("start_refund", State.REFUNDING), ("complete", State.COMPLETED),
)  # fmt: skip


@dataclass(frozen=True)
class Pace:
    """How long a refund takes on average, in days by who has it: operations, buyer, carrier, dock, finance, cashier."""

    parts: tuple[float, ...]

    @property
    def days(self) -> float:
        """All parts together."""
        return sum(self.parts)


@dataclass(frozen=True)
class Told:
    """One refund: when it was asked for, how many seconds it took at which pace, what the platform did about it."""

    asked_at: datetime
    seconds: int
    pace: Pace
    ruling: Ruling | None = None
    why: str = ""

    def moments(self) -> list[datetime]:
        """When each part was over; the last one is the payout."""
        passed, found = 0.0, []
        for part in self.pace.parts:
            passed += part
            found.append(self.asked_at + timedelta(seconds=round(self.seconds * passed / self.pace.days)))
        return found


@dataclass(frozen=True)
class _Row:
    """One refund with everything that belongs to it."""

    told: Told
    moments: list[datetime]
    order: Order
    order_line: OrderLine
    case: Case
    returning: Return
    line: ReturnLine


def write(shop: Shop, told: Sequence[Told]) -> list[int]:
    """Write these refunds, table by table; returns the ids of their cases."""
    reason = reasons(Kind.RETURN_REFUND).first() or _some_reason(told[0].asked_at)
    address = ReturnAddress.objects.filter(merchant=shop.merchant).get()
    buyers = [Buyer(f"{shop.code}-{n}", f"Buyer {n}", f"+86139000002{n:02d}") for n in range(min(_BUYERS, len(told)))]
    customers = list(learn_customers(shop.merchant_id, buyers, region="CN").values())
    numbers = _running_numbers(len(told))
    rows = [
        _row(shop, one, customers[n % len(customers)], next(numbers), n, reason, address) for n, one in enumerate(told)
    ]
    _insert(rows)
    record_all(fact for row in rows for fact in _facts(row))
    for row in rows:
        if row.told.ruling is not None:
            step_in(row.case, row.told.ruling, row.told.why, by=PLATFORM, at=row.moments[0])
    return [row.case.pk for row in rows]


def _insert(rows: Sequence[_Row]) -> None:
    Order.objects.bulk_create([row.order for row in rows], _BATCH)
    OrderLine.objects.bulk_create([row.order_line for row in rows], _BATCH)
    Case.objects.bulk_create([row.case for row in rows], _BATCH)
    Turn.objects.bulk_create([turn for row in rows for turn in _turns(row)], _BATCH)
    Return.objects.bulk_create([row.returning for row in rows], _BATCH)
    ReturnLine.objects.bulk_create([row.line for row in rows], _BATCH)
    StockRecord.objects.bulk_create([_stock(row) for row in rows], _BATCH)
    grants = Grant.objects.bulk_create([_grant(row) for row in rows], _BATCH)
    refunds = Refund.objects.bulk_create([_refund(row) for row in rows], _BATCH)
    pairs = list(zip(rows, refunds, strict=True))
    RefundLine.objects.bulk_create(
        [_refund_line(row, refund, grant) for (row, refund), grant in zip(pairs, grants, strict=True)], _BATCH
    )
    Payout.objects.bulk_create([_payout(row, refund) for row, refund in pairs], _BATCH)


def _row(
    shop: Shop, told: Told, customer: Customer, running: int, n: int, reason: Reason, address: ReturnAddress
) -> _Row:
    sku, name, price = SOLD[n % len(SOLD)]
    moments = told.moments()
    number = case_number("RT", told.asked_at, running)
    order = Order(
        shop=shop, merchant_id=shop.merchant_id, number=f"{shop.code[:3].upper()}{running:08d}", customer=customer,
        ordered_at=told.asked_at - timedelta(days=6), paid_at=told.asked_at - timedelta(days=6),
        shipped_at=told.asked_at - timedelta(days=5), signed_at=told.asked_at - timedelta(days=2), currency="CNY",
        paid_minor=price, recipient=customer.name, phone=customer.phone, address="示例路 1 号",
    )  # fmt: skip
    order_line = OrderLine(
        order=order, position=1, sku=sku, name=name, quantity=1, unit_price_minor=price, paid_minor=price,
        granted_minor=price, paid_out_minor=price, goods_out=1, goods_asked=1, goods_back=1,
    )  # fmt: skip
    buyer = f"buyer:{customer.pk}"
    case = Case(
        number=number, token=secret_token(), kind=Kind.RETURN_REFUND, channel=Channel.API, state=Room.CLOSED,
        merchant_id=shop.merchant_id, customer=customer, state_since=moments[-1], version=4, opened_at=told.asked_at,
        opened_by=buyer, opened_by_name="Buyer", contact=customer.name, phone=customer.phone, address="示例路 1 号",
    )  # fmt: skip
    returning = Return(
        case=case, kind=Kind.RETURN_REFUND, number=number, order=order, order_number=order.number,
        ordered_at=order.ordered_at, merchant_id=shop.merchant_id, customer=customer, reason=reason, goods=name,
        applied_at=told.asked_at, applied_by=buyer, window_rule="window_ignored", currency="CNY", asked_minor=price,
        amount_minor=price, reviewed_at=moments[0], reviewed_by=PEOPLE.key, reviewed_by_name=PEOPLE.name,
        return_address=address, return_contact=address.contact, return_phone=address.phone,
        return_text=f"{address.street}, {address.city}", method=Method.OWN, carrier="示例快递",
        tracking_number=f"SL{running:012d}", shipped_at=moments[1], received_at=moments[2], received_by=PEOPLE.key,
        received_by_name=PEOPLE.name, inspected_at=moments[3], inspected_by=PEOPLE.key,
        refund_approved_by=PEOPLE.key, completed_at=moments[5], state=State.COMPLETED, state_since=moments[5],
        version=7,
    )  # fmt: skip
    line = ReturnLine(
        returning=returning, order_line=order_line, sku=sku, name=name, unit_price_minor=price, quantity=1,
        asked_minor=price, amount_minor=price, counted=1, accepted=1, damaged=0, grade=Grade.AS_NEW,
    )  # fmt: skip
    return _Row(told, moments, order, order_line, case, returning, line)


def _turns(row: _Row) -> list[Turn]:
    asked, counted, paid = row.told.asked_at, row.moments[3], row.moments[5]
    return [
        Turn(case=row.case, room=Room.RETURNS, began_at=asked, ended_at=counted, outcome=Outcome.GOODS_ACCEPTED),
        Turn(case=row.case, room=Room.SETTLEMENT, began_at=counted, ended_at=paid, outcome=Outcome.SETTLED),
    ]


def _stock(row: _Row) -> StockRecord:
    return StockRecord(
        kind=StockKind.RETURN_IN, returning=row.returning, line=row.line, case_number=row.case.number,
        merchant_id=row.case.merchant_id, sku=row.line.sku, name=row.line.name, quantity=1, at=row.moments[3],
        operator=PEOPLE.key, operator_name=PEOPLE.name,
    )  # fmt: skip


def _grant(row: _Row) -> Grant:
    price = row.line.amount_minor
    return Grant(
        line=row.order_line, purpose=f"return:{row.returning.pk}", amount_minor=price, paid_out_minor=price,
        granted_at=row.moments[0], granted_by=PEOPLE.key,
    )  # fmt: skip


def _refund(row: _Row) -> Refund:
    return Refund(
        case=row.case, number=row.case.number, merchant_id=row.case.merchant_id, customer_id=row.case.customer_id,
        order_number=row.order.number, applied_at=row.told.asked_at, operations_reviewed_at=row.moments[0],
        currency="CNY", total_minor=row.line.amount_minor, asked_at=row.moments[3], approved_at=row.moments[4],
        approved_by=PEOPLE.key, approved_by_name=PEOPLE.name, state=RefundState.PAID, state_since=row.moments[5],
        version=3,
    )  # fmt: skip


def _refund_line(row: _Row, refund: Refund, grant: Grant) -> RefundLine:
    return RefundLine(
        refund=refund, grant=grant, sku=row.line.sku, name=row.line.name, quantity=1,
        unit_price_minor=row.line.unit_price_minor, amount_minor=row.line.amount_minor,
    )  # fmt: skip


def _payout(row: _Row, refund: Refund) -> Payout:
    return Payout(
        refund=refund, merchant_id=refund.merchant_id, key=f"refund:{refund.pk}", method=PayMethod.ORIGINAL,
        reference=f"PAY-{refund.number[3:]}", amount_minor=refund.total_minor, currency="CNY", paid_at=row.moments[5],
        paid_by=PEOPLE.key, paid_by_name=PEOPLE.name,
    )  # fmt: skip


def _facts(row: _Row) -> Iterator[Fact]:
    """What the journal would hold had each step been made one by one."""
    stream, label, at = row.case.stream, row.returning.label, row.told.asked_at
    buyer = Actor(ActorKind.BUYER, row.case.customer_id, "Buyer")
    opened = {"number": row.case.number, "kind": row.case.kind, "channel": row.case.channel}
    yield Fact("cases.case.open", row.case.label, buyer, at, stream=stream, after=opened)
    asked = {"state": State.SUBMITTED, "asked_minor": row.line.asked_minor, "lines": [[row.line.sku, 1]]}
    yield Fact("returns.return.submit", label, buyer, at, stream=stream, after=asked)
    state = State.SUBMITTED
    for (action, target), moment in zip(_MOVES, row.moments, strict=True):
        by = buyer if action == "ship" else PEOPLE
        after: dict[str, object] = {"state": target, **_said(row, action)}
        yield Fact(f"returns.return.{action}", label, by, moment, stream=stream, before={"state": state}, after=after)
        state = target


def _said(row: _Row, action: str) -> dict[str, object]:
    if action == "ship":
        sent = row.returning
        return {"method": sent.method, "carrier": sent.carrier, "tracking_number": sent.tracking_number}
    return {"amount_minor": row.line.amount_minor} if action in ("approve", "inspect") else {}


def _running_numbers(count: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('case_running_number') FROM generate_series(1, %s)", [count])
        return iter([int(number) for (number,) in cursor.fetchall()])


def _some_reason(at: datetime) -> Reason:
    return add_reason(Kind.RETURN_REFUND, {"en": "Changed my mind", "zh-hans": "不想要了"}, by=PLATFORM, at=at)
