"""Keeping the search index: behind the journal, or built anew as a whole."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import connection
from django.db.models import Model

from aftercare.cases.models import Case
from aftercare.customers.models import Customer
from aftercare.journal.models import Entry
from aftercare.orders.models import Order
from aftercare.reporting.models import SearchDoc
from aftercare.reporting.queries.drafts import case_drafts, customer_drafts, order_drafts
from aftercare.reporting.rules.tokens import as_vector, tokens_of
from aftercare.reporting.terms import DocKind, Draft
from aftercare.rows.whole import whole

BATCH = 500

_DRAFTS: dict[DocKind, Callable[[Sequence[int]], Iterator[Draft]]] = {
    DocKind.CUSTOMER: customer_drafts,
    DocKind.ORDER: order_drafts,
    DocKind.CASE: case_drafts,
}
_MODELS: dict[DocKind, type[Model]] = {DocKind.CUSTOMER: Customer, DocKind.ORDER: Order, DocKind.CASE: Case}
_SUBJECTS = {"orders.order": DocKind.ORDER, "customers.customer": DocKind.CUSTOMER}

# One statement per batch; what has not changed is not written again, since every move of a case comes by here.
_WRITE = """
INSERT INTO reporting_searchdoc AS old (kind, ref, merchant, customer, case_number, order_number, title, at, tokens)
SELECT d.kind, d.ref, d.merchant, d.customer, d.case_number, d.order_number, d.title, d.at, d.tokens::tsvector
FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[],
            %s::timestamptz[], %s::text[])
     AS d (kind, ref, merchant, customer, case_number, order_number, title, at, tokens)
ON CONFLICT (kind, ref) DO UPDATE SET
    merchant = excluded.merchant, customer = excluded.customer, case_number = excluded.case_number,
    order_number = excluded.order_number, title = excluded.title, at = excluded.at, tokens = excluded.tokens
WHERE (old.merchant, old.customer, old.case_number, old.order_number, old.title, old.at, old.tokens)
    IS DISTINCT FROM (excluded.merchant, excluded.customer, excluded.case_number, excluded.order_number,
                      excluded.title, excluded.at, excluded.tokens)
"""


def index_entries(entries: Iterable[Entry]) -> None:
    """Bring the documents of every record these journal entries speak of up to date. Safe to run twice."""
    touched: dict[DocKind, set[int]] = {kind: set() for kind in DocKind}
    for entry in entries:
        for kind, ref in _records_of(entry):
            touched[kind].add(ref)
    orders = Order.objects.filter(pk__in=touched[DocKind.ORDER])
    touched[DocKind.CUSTOMER] |= set(orders.values_list("customer", flat=True))
    for kind, ids in touched.items():
        index_records(kind, sorted(ids))


def index_records(kind: DocKind, ids: Sequence[int]) -> None:
    """Write the documents of these records, and drop those whose record is gone."""
    for start in range(0, len(ids), BATCH):
        _index_batch(kind, ids[start : start + BATCH])


def rebuild(kind: DocKind, *, told: Callable[[int], None] = lambda _done: None) -> int:
    """Build all documents of a kind anew; `told` hears how many records were done so far. Returns how many."""
    done, last = 0, 0
    while ids := _next_ids(kind, last):
        _index_batch(kind, ids)
        _drop_between(kind, last, ids)
        done, last = done + len(ids), ids[-1]
        told(done)
    SearchDoc.objects.filter(kind=kind, ref__gt=last).delete()
    return done


def how_many(kind: DocKind) -> int:
    """How many records of a kind there are to be found."""
    return _MODELS[kind]._default_manager.count()


def _next_ids(kind: DocKind, after: int) -> list[int]:
    rows = _MODELS[kind]._default_manager.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _drop_between(kind: DocKind, after: int, ids: Sequence[int]) -> None:
    """Drop documents without a record in this stretch. Over the whole table NOT IN would compare all with all."""
    SearchDoc.objects.filter(kind=kind, ref__gt=after, ref__lte=ids[-1]).exclude(ref__in=ids).delete()


def _records_of(entry: Entry) -> Iterator[tuple[DocKind, int]]:
    if entry.stream.startswith("case:"):
        yield DocKind.CASE, int(entry.stream.removeprefix("case:"))
    label, _colon, number = entry.subject.rpartition(":")
    if label in _SUBJECTS and number.isdecimal():
        yield _SUBJECTS[label], int(number)


@whole()
def _index_batch(kind: DocKind, ids: Sequence[int]) -> None:
    drafts = list(_DRAFTS[kind](ids))
    gone = set(ids) - {draft.ref for draft in drafts}
    if gone:
        SearchDoc.objects.filter(kind=kind, ref__in=gone).delete()
    if not drafts:
        return
    columns = zip(*(_row(draft) for draft in drafts), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [list(column) for column in columns])


def _row(draft: Draft) -> tuple[object, ...]:
    tokens = as_vector(tokens_of(draft))
    numbers = (draft.case_number, draft.order_number, draft.title)
    return (str(draft.kind), draft.ref, draft.merchant, draft.customer, *numbers, draft.at, tokens)
