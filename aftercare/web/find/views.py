"""One box that finds everything, and the palette of Ctrl K."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from aftercare.customers import queries as customers
from aftercare.duties.queries.tasks import next_contacts, tasks_of_customer
from aftercare.kernel.actor import Actor
from aftercare.orders.queries import finding
from aftercare.org.rights import Right
from aftercare.reporting.queries.search import exact_case, search
from aftercare.reporting.rules.folding import fold
from aftercare.returns.queries import listing
from aftercare.web.access import needs
from aftercare.web.duty_words import TASK_KIND
from aftercare.web.find.rows import case_rows, case_url, customer_rows, line_rows, order_rows
from aftercare.web.kit import navigation
from aftercare.web.kit.parts import Crumb, Hit, Move
from aftercare.web.kit.toasts import go
from aftercare.web.requests import DeskRequest

LONGEST = 200
_PER_GROUP = 20
_IN_PALETTE = 5
_ON_FILE = 50

_COLLEAGUES = (Right.RETURNS_SEE, Right.REFUNDS_SEE, Right.GOODS_SEE, Right.ORDERS_SEE, Right.REASONS_SEE)
"""Everybody at a desk; buyers look at their own page instead."""


@needs(*_COLLEAGUES)
def find(request: DeskRequest) -> HttpResponse:
    """Everything that fits the words; a scanned number goes straight to its case."""
    words = _words(request)
    exact = exact_case(request.actor, words)
    url = case_url(request.actor, exact) if exact else ""
    if url:
        return go(request, url)
    found = search(request.actor, words, _PER_GROUP)
    context = {
        "words": words,
        "pages": list(_pages(request.actor, words)) if words else [],
        "cases": case_rows(request.actor, found.cases),
        "orders": order_rows(found.orders),
        "customers": customer_rows(found.customers),
        "is_cut": found.is_cut,
    }
    return render(request, "find/results.html", context)


@needs(*_COLLEAGUES)
def palette(request: DeskRequest) -> HttpResponse:
    """The list under the palette's box: pages, then what the words find."""
    words = _words(request)
    hits = [*_pages(request.actor, words), *_records(request.actor, words)]
    return render(request, "kit/_palette_list.html", {"hits": hits})


@needs(Right.ORDERS_SEE)
def order(request: DeskRequest, pk: int) -> HttpResponse:
    """One order: its lines, what may still go back for them, and its cases."""
    row = get_object_or_404(finding.visible_to(request.actor), pk=pk)
    cases = listing.visible_to(request.actor).filter(order=row).select_related("customer")[:_ON_FILE]
    context = {
        "order": row,
        "shown": order_rows([row])[0],
        "lines": line_rows(list(finding.lines_of(row))),
        "cases": case_rows(request.actor, cases),
        "crumbs": [Crumb(_("Search"), reverse("search")), Crumb(row.number)],
        "opening": _opening(request.actor, row.pk) if row.shipped_at else None,
        "compensating": _compensating(request.actor, row.pk) if row.paid_at or row.shipped_at else None,
    }
    return render(request, "find/order.html", context)


@needs(Right.ORDERS_SEE)
def customer(request: DeskRequest, pk: int) -> HttpResponse:
    """One customer: his orders and cases, newest first."""
    row = get_object_or_404(customers.visible_to(request.actor), pk=pk)
    cases = listing.visible_to(request.actor).filter(customer=row).select_related("customer")[:_ON_FILE]
    context = {
        "customer": row,
        "shown": customer_rows([row])[0],
        "orders": order_rows(finding.visible_to(request.actor).filter(customer=row)[:_ON_FILE]),
        "cases": case_rows(request.actor, cases),
        "crumbs": [Crumb(_("Search"), reverse("search")), Crumb(row.account)],
        "contacts": next_contacts(row.pk) if request.actor.may(Right.DUTIES_WORK) else [],
        "tasks": [(task, TASK_KIND[task.kind]) for task in tasks_of_customer(request.actor, row.pk)[:_ON_FILE]],
        "may_plan": request.actor.may(Right.DUTIES_MANAGE),
    }
    return render(request, "find/customer.html", context)


def _opening(actor: Actor, order_id: int) -> Move | None:
    if not actor.may(Right.RETURNS_OPEN):
        return None
    return Move(_("Open a return"), reverse("return-new-for", args=[order_id]), icon="plus", key="n", style="primary")


def _compensating(actor: Actor, order_id: int) -> Move | None:
    if not actor.may(Right.RETURNS_OPEN):
        return None
    return Move(_("Compensate"), reverse("service-compensation", args=[order_id]), icon="wallet")


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST]


def _pages(actor: Actor, words: str) -> Iterator[Hit]:
    wanted = fold(words)
    for group in (navigation.WORK, navigation.FOOT):
        for link in navigation.links(group, actor, "").links:
            if wanted in fold(str(link.label)):
                yield Hit(link.label, link.url, link.icon, _("Page"))


def _records(actor: Actor, words: str) -> Iterator[Hit]:
    if not words:
        return
    found = search(actor, words, _IN_PALETTE)
    exact = exact_case(actor, words)
    cases = [exact] if exact and exact not in found.cases else []
    for row in case_rows(actor, [*cases, *found.cases]):
        if row.url:
            yield Hit(" · ".join((row.number, row.goods)), row.url, "return", row.word.label)
    for order_row in order_rows(found.orders):
        yield Hit(order_row.number, order_row.url, "box", _("Order"))
    for who in customer_rows(found.customers):
        yield Hit(" · ".join((who.account, who.name)), who.url, "user", _("Customer"))
    if found.total:
        yield Hit(_("Everything that fits"), f"{reverse('search')}?{urlencode({'q': words})}", "search", _("Search"))
