"""How long pages take for one reader, and how many a second for eight; beside the rows read by plain psycopg."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import psycopg
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from psycopg.conninfo import make_conninfo

from aftercare.cli.installation import cluster
from aftercare.cli.saying import say
from aftercare.embedded.cluster import parameters
from aftercare.lists.commands.views import Content, Label, save_view
from aftercare.lists.queries.views import views_visible_to
from aftercare.org.queries.actors import actor_of_member
from aftercare.reporting.rules.questions import question
from aftercare.returns.models import Return
from aftercare.web.returns.columns import STANDARD
from aftercare.web.returns.shelf import LIST, address_of
from benchmarks.cpu import spent
from benchmarks.load import Answered, Asker, Request, ask_at_once, ask_in_turn
from benchmarks.scenery import Scenery, at_the_desk
from benchmarks.terms import Figure, Latencies, Options
from benchmarks.yardsticks import raw_reads
from config.env import home

_WARM_SECONDS = 3.0
_LIST = "SELECT * FROM returns_return ORDER BY applied_at DESC, id DESC LIMIT 51"
_DETAIL = "SELECT * FROM returns_return WHERE number = %s"
_OTHERS = "SELECT * FROM returns_return WHERE merchant_id = %s ORDER BY applied_at DESC, id DESC LIMIT 51"
_STATE = "SELECT * FROM returns_return WHERE shown = %s ORDER BY applied_at DESC, id DESC LIMIT 51"
_MATCH = """
WITH matched AS MATERIALIZED (
    SELECT kind, ref, at FROM reporting_searchdoc WHERE tokens @@ %s::tsquery LIMIT 2001
)
SELECT kind, ref FROM matched ORDER BY at DESC LIMIT 60
"""


@dataclass(frozen=True)
class Page:
    """A page to be asked for in turn, and the plain statement that reads its main rows, for each of the values."""

    name: str
    requests: Sequence[Request]
    statement: str
    values: Sequence[object]


def measure_pages(options: Options, scenery: Scenery, port: int) -> list[Figure]:
    """p50 and p95 of each page for one reader, then a mixture for eight."""
    asker = at_the_desk(scenery, port)
    told = make_conninfo("", **asdict(parameters(cluster(), "app", "aftercare")))
    pages = _pages(scenery, count=20 if options.seconds < 5 else 60)
    figures: list[Figure] = []
    with psycopg.connect(told, autocommit=True) as connection:
        for page in pages:
            say(f"Measuring {page.name} …")
            _warm(asker, page)
            answers, raw, costs = [], [], []
            for _ in range(options.repeats):
                raw.append(Latencies(raw_reads(connection, page.statement, page.values)))
                before = spent(home())
                answers.append(ask_in_turn(asker, page.requests))
                costs.append(spent(home()).since(before))
            figures += _figures(page, answers, raw) + _costs(page, costs)
    mixture = [request for page in pages for request in page.requests if request.expected == 200]
    random.shuffle(mixture)
    say("Measuring eight readers …")
    many = [ask_at_once(asker, mixture * 20, seconds=options.seconds) for _ in range(options.repeats)]
    figures.append(Figure("mixture of these pages, 8 readers", "pages/s", [answered.rate for answered in many]))
    slow = [Latencies(answered.each).at(0.95) for answered in many]
    return [*figures, Figure("mixture of these pages, 8 readers, p95", "ms", slow)]


def _warm(asker: Asker, page: Page) -> None:
    """Until every thread's connection has met the page's statements some six times, and keeps their plans."""
    ask_at_once(asker, [*page.requests] * 20, seconds=_WARM_SECONDS)


def _figures(page: Page, answers: Sequence[Answered], raw: Sequence[Latencies]) -> list[Figure]:
    each = [Latencies(answered.each) for answered in answers]
    return [
        Figure(f"{page.name}, p50", "ms", [e.at(0.5) for e in each], "its rows by psycopg", [r.at(0.5) for r in raw]),
        Figure(f"{page.name}, p95", "ms", [e.at(0.95) for e in each], "its rows by psycopg", [r.at(0.95) for r in raw]),
    ]


def _costs(page: Page, costs: Sequence[Mapping[str, float]]) -> list[Figure]:
    """What a page costs the processor, whoever else uses it meanwhile; the clock tells that only on an idle machine."""
    each = 1000 / len(page.requests)
    return [
        Figure(f"{page.name}, processor: {part}", "ms", [cost[part] * each for cost in costs])
        for part in ("web", "postgres")
    ]


def _pages(scenery: Scenery, *, count: int) -> list[Page]:
    listed = reverse("returns-list")
    told = list(Return.objects.exclude(shop_reference="").values_list("number", flat=True)[:count])
    states = ["pending_review", "awaiting_goods", "completed"] * (count // 3 + 1)
    merchants = [scenery.merchants[n % len(scenery.merchants)] for n in range(count)]
    return [
        Page("list", [Request("GET", listed)] * count, _LIST, [0] * count),
        Page("list, one state", _listed("state", states[:count]), _STATE, states[:count]),
        Page("list, one merchant", _listed("merchant", merchants), _OTHERS, merchants),
        Page("list, a saved view", [Request("GET", _saved_view(scenery))] * count, _STATE, ["completed"] * count),
        Page("page of a return", [Request("GET", reverse("return-detail", args=[n])) for n in told], _DETAIL, told),
        _search("a number as scanned", [str(n) for n in _some("number", count)], expected=302),
        _search("a buyer's name", [str(n) for n in _some("customer__name", count)]),
        _search("two Chinese characters of a name", [n[:2] for n in _hanzi(count)]),
        _search("four digits of a phone", [str(n)[-4:] for n in _some("customer__phone", count)]),
        _search("two words of goods", [" ".join(str(n).split()[:2]) for n in _some("goods", count)]),
        _search("a word that fits one row in nineteen", ["lamp"] * count),
        _search("nothing that exists", [f"nowhere{n}" for n in range(count)]),
    ]


def _saved_view(scenery: Scenery) -> str:
    """A view as a reviewer keeps one: what was settled and sent back, all columns in another order, three frozen."""
    views = list(views_visible_to(scenery.manager, LIST))
    if not views:
        columns = replace(
            STANDARD, order=(STANDARD.order[0], *reversed(STANDARD.order[1:])), hidden=frozenset(), frozen=3
        )
        content = Content("state=completed&kind=return_refund", columns)
        label, actor = Label("Bench"), actor_of_member(scenery.manager)
        views = [save_view(scenery.manager, LIST, label, content, by=actor, at=timezone.now())]
    return f"{reverse('returns-list')}{address_of(views[0])}"


def _hanzi(count: int) -> list[str]:
    names = [str(name) for name in _some("customer__name", count * 6)]
    return [name for name in names if not name.isascii() and " " not in name][:count]


def _listed(name: str, values: Sequence[object]) -> list[Request]:
    return [Request("GET", f"{reverse('returns-list')}?{urlencode({name: str(value)})}") for value in values]


def _search(name: str, words: Sequence[str], *, expected: int = 200) -> Page:
    requests = [Request("GET", f"{reverse('search')}?{urlencode({'q': text})}", expected=expected) for text in words]
    return Page(f"search: {name}", requests, _MATCH, [question(text) for text in words])


def _some(column: str, count: int) -> list[object]:
    """Values from all over the table."""
    highest = Return.objects.order_by("-pk").values_list("pk", flat=True)[0]
    ids = random.sample(range(1, highest + 1), min(count * 3, highest))
    return list(Return.objects.filter(pk__in=ids, shop_reference="").values_list(column, flat=True)[:count])
