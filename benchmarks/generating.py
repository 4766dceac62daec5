"""Returns by the million, in every state, as if people had made them: written with INSERT … SELECT.

Rows keep every constraint: accounts of order lines, ceilings, one open turn per case, one grant per purpose. Foreign
keys are right by construction and not checked row by row, and indexes are built after the rows, or it would take hours.
What is missing is the journal: measurements that read it use returns that were made through the commands.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault
from psycopg import sql
from psycopg.types.json import Jsonb

from aftercare.billing.models import Payout, Refund, RefundLine
from aftercare.cases.models import Case, Turn
from aftercare.customers.models import Customer
from aftercare.orders.models import Grant, Order, OrderLine
from aftercare.returns.models import Return, ReturnLine, StockRecord
from benchmarks.names import HANZI, SYLLABLES, THINGS, WORDS
from benchmarks.scenery import Scenery

TABLES: tuple[type[Model], ...] = (
    Customer, Order, OrderLine, Case, Turn, Return, ReturnLine, Grant, StockRecord, Refund, RefundLine, Payout,
)  # fmt: skip

MANY = 100_000
"""From so many returns on it is worth while to build indexes after the rows."""

_PEOPLE = """
CREATE UNLOGGED TABLE bench_people AS
SELECT c, 1 + floor(random() * random() * %(merchants)s)::int AS m,
    CASE WHEN random() < 0.25
        THEN (%(hanzi)s::text[])[1 + floor(random() * %(hanzi_count)s)]
            || (%(hanzi)s::text[])[1 + floor(random() * %(hanzi_count)s)]
            || (%(hanzi)s::text[])[1 + floor(random() * %(hanzi_count)s)]
        ELSE initcap((%(syllables)s::text[])[1 + floor(random() * %(syllable_count)s)]
                || (%(syllables)s::text[])[1 + floor(random() * %(syllable_count)s)])
            || ' ' || initcap((%(syllables)s::text[])[1 + floor(random() * %(syllable_count)s)]
                || (%(syllables)s::text[])[1 + floor(random() * %(syllable_count)s)]
                || (%(syllables)s::text[])[1 + floor(random() * %(syllable_count)s)])
    END AS name,
    '+999' || lpad(floor(random() * 10000000000)::bigint::text, 10, '0') AS phone
FROM generate_series(1, %(people)s) AS c
"""

# Two years of work: most of it is done, the last weeks are open.
_PLAN = """
CREATE UNLOGGED TABLE bench_plan AS
SELECT n, p.c, p.m, p.name, p.phone, d.at,
    1 + floor(random() * 5000)::int AS product, 1 + floor(random() * 5000)::int AS product2,
    1 + floor(random() * 3)::int AS qty, floor(random() * 3)::int AS kept,
    (99 + floor(random() * 20000))::bigint AS unit,
    CASE WHEN d.age < 0.03 THEN (ARRAY['submitted', 'submitted', 'approved', 'in_transit', 'in_transit', 'received',
                                       'inspected', 'refunding'])[1 + floor(random() * 8)]
         ELSE (ARRAY['completed', 'completed', 'completed', 'completed', 'completed', 'completed', 'completed',
                     'completed', 'rejected', 'cancelled'])[1 + floor(random() * 10)]
    END AS state
FROM (SELECT n, n::float / %(count)s AS age, floor(random() * %(people)s)::bigint + 1 AS c,
             %(end)s::timestamptz - (n::float / %(count)s) * interval '730 days' AS at
      FROM generate_series(1, %(count)s) AS n) AS d
JOIN bench_people AS p USING (c)
"""

_RANKS = """
ALTER TABLE bench_plan ADD COLUMN rank int NOT NULL DEFAULT 0, ADD COLUMN number text NOT NULL DEFAULT '';
UPDATE bench_plan SET
    rank = array_position(
        ARRAY['submitted', 'approved', 'in_transit', 'received', 'inspected', 'refunding', 'completed'], state),
    number = 'RT-' || to_char(at, 'YYMM') || '-' || to_char(nextval('case_running_number'), 'FM9999000000')
WHERE state NOT IN ('rejected', 'cancelled');
UPDATE bench_plan SET
    number = 'RT-' || to_char(at, 'YYMM') || '-' || to_char(nextval('case_running_number'), 'FM9999000000')
WHERE number = '';
"""


@dataclass(frozen=True)
class Bases:
    """The highest id of each table before; the new rows are numbered from there."""

    of: dict[type[Model], int]

    def __getitem__(self, model: type[Model]) -> int:
        return self.of[model]


def generate(
    connection: psycopg.Connection, scenery: Scenery, count: int, *, end: datetime, as_superuser: bool = True
) -> None:
    """Add `count` returns with everything that belongs to them; `end` is the time of the newest.

    A superuser skips the check of foreign keys.
    """
    bases = Bases({model: _highest(connection, model) for model in TABLES})
    with connection.transaction():
        connection.execute("SELECT setseed(0.42)")
        connection.execute(_filled(_PEOPLE, connection, count, scenery, end))
        connection.execute(_filled(_PLAN, connection, count, scenery, end))
        connection.execute(_RANKS)
        with without_indexes(connection, TABLES, is_worth_it=count >= MANY):
            if as_superuser:
                connection.execute("SET LOCAL session_replication_role = replica")
            _write(connection, bases, scenery)
        connection.execute("DROP TABLE bench_plan, bench_people")
        for model in TABLES:
            _set_sequence(connection, model)


def _write(connection: psycopg.Connection, bases: Bases, scenery: Scenery) -> None:
    case, returning, line = bases[Case], bases[Return], bases[ReturnLine]
    order, order_line, customer = bases[Order], bases[OrderLine], bases[Customer]
    merchant = f"(ARRAY{scenery.merchants})[m]"
    sku, name = _sku("product"), _name("product")
    ordered, open_rank = "at - interval '9 days'", "rank BETWEEN 2 AND 7"
    amount, is_in = "qty * unit", "rank >= 5"
    put = _Putter(connection)
    put(
        Customer, "bench_people", id=f"{customer} + c", merchant_id=merchant, name="name", phone="phone",
        account="'buyer-' || c || '-' || " + str(customer), sort_key="encode(convert_to(lower(name), 'UTF8'), 'hex')",
    )  # fmt: skip
    put(
        Order, "bench_plan", id=f"{order} + n", merchant_id=merchant, shop_id=f"(ARRAY{scenery.shops})[m]",
        number=f"'77' || lpad(({order} + n)::text, 8, '0')", customer_id=f"{customer} + c", currency="'EUR'",
        ordered_at=ordered, paid_at=ordered, shipped_at="at - interval '8 days'", signed_at="at - interval '5 days'",
        freight_minor="490", paid_minor="(qty + kept) * unit + 1999 + 490", recipient="name", phone="phone",
        address="'Example Road ' || c",
    )  # fmt: skip
    for place, freight in ((0, True), (1, False), (2, False)):
        is_asked = place == 1
        paid = "490" if freight else "(qty + kept) * unit" if is_asked else "1999"
        put(
            OrderLine, "bench_plan", id=f"{order_line} + 3 * n - {place}", order_id=f"{order} + n", position=str(place),
            is_freight=str(freight), sku="''" if freight else sku if is_asked else _sku("product2"),
            name="''" if freight else name if is_asked else _name("product2"),
            quantity="qty + kept" if is_asked else "1", unit_price_minor="unit" if is_asked else paid, paid_minor=paid,
            goods_out="0" if freight else "qty + kept" if is_asked else "1",
            goods_asked="CASE WHEN rank > 0 THEN qty ELSE 0 END" if is_asked else "0",
            goods_back=f"CASE WHEN {is_in} THEN qty ELSE 0 END" if is_asked else "0",
            granted_minor=f"CASE WHEN {open_rank} THEN {amount} ELSE 0 END" if is_asked else "0",
            paid_out_minor=f"CASE WHEN rank = 7 THEN {amount} ELSE 0 END" if is_asked else "0",
        )  # fmt: skip
    room = "CASE WHEN rank IN (0, 7) THEN 'closed' WHEN rank IN (5, 6) THEN 'settlement' ELSE 'returns' END"
    put(
        Case, "bench_plan", id=f"{case} + n", state=room, state_since="at", version="1", number="number",
        token="upper(substr(md5(n::text || random()), 1, 26))", kind="'return_refund'", channel="'portal'",
        merchant_id=merchant, customer_id=f"{customer} + c", opened_at="at", opened_by=f"'buyer:' || ({customer} + c)",
        opened_by_name="name", contact="name", phone="phone", address="'Example Road ' || c",
    )  # fmt: skip
    ended = "CASE WHEN rank IN (0, 5, 6, 7) THEN at + interval '4 days' END"
    put(
        Turn, "bench_plan", id=f"{bases[Turn]} + 2 * n - 1", case_id=f"{case} + n", room="'returns'", began_at="at",
        ended_at=ended, outcome=f"CASE WHEN {is_in} THEN 'goods_accepted' WHEN rank = 0 THEN 'ended_early' ELSE '' END",
    )  # fmt: skip
    put(
        Turn, f"bench_plan WHERE {is_in}", id=f"{bases[Turn]} + 2 * n", case_id=f"{case} + n", room="'settlement'",
        began_at="at + interval '4 days'", ended_at="CASE WHEN rank = 7 THEN at + interval '5 days' END",
        outcome="CASE WHEN rank = 7 THEN 'settled' ELSE '' END",
    )  # fmt: skip
    _write_returns(put, bases, scenery, merchant=merchant, sku=sku, name=name)
    shared = {"case_id": f"{case} + n", "merchant_id": merchant, "customer_id": f"{customer} + c", "currency": "'EUR'"}
    put(
        Refund, f"bench_plan WHERE {is_in}", id=f"{bases[Refund]} + n", state=_refund_state(), state_since="at",
        version="1", number="number", order_number=f"'77' || lpad(({order} + n)::text, 8, '0')", applied_at="at",
        operations_reviewed_at="at + interval '6 hours'", total_minor=amount, asked_at="at + interval '4 days'",
        approved_at="CASE WHEN rank >= 6 THEN at + interval '101 hours' END",
        approved_by="CASE WHEN rank >= 6 THEN 'member:4' ELSE '' END", **shared,
    )  # fmt: skip
    put(
        RefundLine, f"bench_plan WHERE {is_in}", id=f"{bases[RefundLine]} + n", refund_id=f"{bases[Refund]} + n",
        grant_id=f"{bases[Grant]} + n", sku=sku, name=name, quantity="qty", unit_price_minor="unit",
        amount_minor=amount,
    )  # fmt: skip
    put(
        Payout, "bench_plan WHERE rank = 7", id=f"{bases[Payout]} + n", refund_id=f"{bases[Refund]} + n",
        merchant_id=merchant, key=f"'refund:' || ({bases[Refund]} + n)",
        method="'bank'", reference=f"'BT-' || ({bases[Refund]} + n)",
        amount_minor=amount, currency="'EUR'", paid_at="at + interval '5 days'", paid_by="'member:5'",
        paid_by_name="'Cashier'",
    )  # fmt: skip
    put(
        StockRecord, f"bench_plan WHERE {is_in}", id=f"{bases[StockRecord]} + n", kind="'return_in'",
        returning_id=f"{returning} + n", line_id=f"{line} + n", case_number="number", merchant_id=merchant, sku=sku,
        name=name, quantity="qty", at="at + interval '4 days'", operator="'member:3'", operator_name="'Dock'",
    )  # fmt: skip


def _write_returns(put: "_Putter", bases: Bases, scenery: Scenery, *, merchant: str, sku: str, name: str) -> None:
    order, customer = bases[Order], bases[Customer]
    parcel = f"'TR' || lpad((({bases[Return]} + n) * 7919::bigint % 10000000000)::text, 10, '0')"
    reviewed, sent, came, counted = "rank <> 1 AND state <> 'cancelled'", "rank >= 3", "rank >= 4", "rank >= 5"
    put(
        Return, "bench_plan", id=f"{bases[Return]} + n", state="state", state_since="at + rank * interval '20 hours'",
        version="1 + rank", case_id=f"{bases[Case]} + n", kind="'return_refund'", number="number",
        order_id=f"{order} + n", order_number=f"'77' || lpad(({order} + n)::text, 8, '0')",
        ordered_at="at - interval '9 days'", merchant_id=merchant, customer_id=f"{customer} + c",
        reason_id=f"(ARRAY{scenery.reasons})[1 + n % {len(scenery.reasons)}]", goods=name, applied_at="at",
        applied_by=f"'buyer:' || ({customer} + c)", window_rule="'merchant_window'", currency="'EUR'",
        asked_minor="qty * unit", amount_minor="qty * unit",
        reviewed_at=f"CASE WHEN {reviewed} THEN at + interval '6 hours' END",
        reviewed_by=f"CASE WHEN {reviewed} THEN 'member:2' ELSE '' END",
        reject_reason="CASE WHEN state = 'rejected' THEN 'Worn beyond trying on.' ELSE '' END",
        return_address_id=f"CASE WHEN rank >= 2 THEN (ARRAY{scenery.addresses})[m] END",
        method=f"CASE WHEN {sent} THEN 'own' ELSE '' END", carrier=f"CASE WHEN {sent} THEN 'Demo Post' ELSE '' END",
        tracking_number=f"CASE WHEN {sent} THEN {parcel} ELSE '' END",
        shipped_at=f"CASE WHEN {sent} THEN at + interval '2 days' END",
        received_at=f"CASE WHEN {came} THEN at + interval '90 hours' END",
        received_by=f"CASE WHEN {came} THEN 'member:3' ELSE '' END",
        inspected_by=f"CASE WHEN {counted} THEN 'member:3' ELSE '' END",
        inspected_at=f"CASE WHEN {counted} THEN at + interval '4 days' END",
        refund_approved_by="CASE WHEN rank >= 6 THEN 'member:4' ELSE '' END",
        completed_at="CASE WHEN rank = 7 THEN at + interval '5 days' END",
    )  # fmt: skip
    put(
        ReturnLine, "bench_plan", id=f"{bases[ReturnLine]} + n", returning_id=f"{bases[Return]} + n",
        order_line_id=f"{bases[OrderLine]} + 3 * n - 1", sku=sku, name=name, unit_price_minor="unit", quantity="qty",
        asked_minor="qty * unit", amount_minor="qty * unit", counted=f"CASE WHEN {counted} THEN qty END",
        accepted=f"CASE WHEN {counted} THEN qty END", damaged=f"CASE WHEN {counted} THEN 0 END",
        grade=f"CASE WHEN {counted} THEN 'as_new' ELSE '' END",
    )  # fmt: skip
    put(
        Grant, "bench_plan WHERE rank >= 2", id=f"{bases[Grant]} + n", line_id=f"{bases[OrderLine]} + 3 * n - 1",
        purpose=f"'return:' || ({bases[Return]} + n)", amount_minor="qty * unit",
        paid_out_minor="CASE WHEN rank = 7 THEN qty * unit ELSE 0 END", granted_at="at + interval '6 hours'",
        granted_by="'member:2'",
    )  # fmt: skip


class _Putter:
    """Inserts rows of a model from the plan; columns that are not named get the model's default."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def __call__(self, model: type[Model], source: str, /, **values: str) -> None:
        names, expressions = [], []
        for field in model._meta.concrete_fields:
            if getattr(field, "generated", False):
                continue
            value = None if field.null else field.get_default()
            if field.attname not in values and isinstance(value, DatabaseDefault):
                continue
            names.append(field.column)
            expressions.append(values.pop(field.attname, "") or self._literal(value))
        if values:
            raise TypeError(f"{model.__name__} has no {', '.join(values)}")
        columns, row = ", ".join(f'"{name}"' for name in names), ", ".join(expressions)
        statement = f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {row} FROM {source}"
        self._connection.execute(statement.encode())

    def _literal(self, value: object) -> str:
        return sql.Literal(Jsonb(value) if isinstance(value, dict) else value).as_string(self._connection)


@contextmanager
def without_indexes(
    connection: psycopg.Connection, models: Sequence[type[Model]], *, is_worth_it: bool
) -> Iterator[None]:
    """Inside the block the tables have only the indexes of their constraints."""
    if not is_worth_it:
        yield
        return
    names = [model._meta.db_table for model in models]
    found = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid::regclass::text = ANY(%s) "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
        [names],
    ).fetchall()
    for name, _definition in found:
        connection.execute(f"DROP INDEX {name}".encode())
    yield
    connection.execute("SET maintenance_work_mem = '512MB'")
    for _name, definition in found:
        connection.execute(definition.encode())


def _filled(statement: str, connection: psycopg.Connection, count: int, scenery: Scenery, end: datetime) -> bytes:
    """The statement with its values written in; CREATE TABLE AS takes no parameters."""
    values: dict[str, object] = {
        "count": count,
        "people": max(count // 4, 1),
        "merchants": len(scenery.merchants),
        "hanzi": HANZI,
        "hanzi_count": len(HANZI),
        "syllables": SYLLABLES,
        "syllable_count": len(SYLLABLES),
        "end": end,
    }
    return (statement % {name: sql.Literal(value).as_string(connection) for name, value in values.items()}).encode()


def _name(product: str) -> str:
    words = ", ".join(f"'{word}'" for word in WORDS)
    things = ", ".join(f"'{thing}'" for thing in THINGS)
    return (
        f"(ARRAY[{words}])[1 + {product} % {len(WORDS)}] || ' ' || (ARRAY[{things}])[1 + {product} % {len(THINGS)}] "
        f"|| ' ' || {product}"
    )


def _sku(product: str) -> str:
    return f"'GD-' || lpad({product}::text, 5, '0')"


def _refund_state() -> str:
    return "CASE rank WHEN 5 THEN 'to_approve' WHEN 6 THEN 'to_pay' ELSE 'paid' END"


def _highest(connection: psycopg.Connection, model: type[Model]) -> int:
    row = connection.execute(f"SELECT coalesce(max(id), 0) FROM {model._meta.db_table}".encode()).fetchone()
    return int(row[0]) if row else 0


def _set_sequence(connection: psycopg.Connection, model: type[Model]) -> None:
    table = model._meta.db_table
    statement = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest((SELECT max(id) FROM {table}), 1))"
    connection.execute(statement.encode())
