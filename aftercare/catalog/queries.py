"""Reading the catalogue of reasons."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from aftercare.catalog.models import Article, ProductCode, Reason
from aftercare.rows.asking import Ahead, Prepared


def reasons(kind: str) -> QuerySet[Reason]:
    """All reasons of a kind of case, in their order."""
    return Reason.objects.filter(kind=kind).order_by("position", "pk")


def reason_of_code(kind: str, code: str) -> Reason | None:
    """The reason with this code for a kind of case."""
    return _BY_CODE.first(kind, code)


def all_reasons() -> QuerySet[Reason]:
    """The reasons of every kind, kind by kind, in their order."""
    return Reason.objects.order_by("kind", "position", "pk")


def known_reasons() -> list[Reason]:
    """The same, fetched."""
    return _ALL()


_ALL = Prepared[Reason](all_reasons)


def shown_reasons(kind: str) -> QuerySet[Reason]:
    """The reasons a buyer may choose from."""
    return reasons(kind).filter(is_shown=True)


def offered_articles(merchant_id: int, currency: str) -> QuerySet[Article]:
    """Everything a merchant can send, family by family."""
    found = Article.objects.filter(merchant=merchant_id, currency=currency, is_offered=True)
    return found.order_by("family", "name", "pk")


def variants_of(merchant_id: int, currency: str, skus: Iterable[str]) -> dict[str, list[Article]]:
    """What can be given for each of these goods: the other articles of its family; by code, in two queries."""
    wanted = set(skus)
    known = Article.objects.filter(merchant=merchant_id, currency=currency, sku__in=wanted).exclude(family="")
    families = dict(known.values_list("sku", "family"))
    mates = list(offered_articles(merchant_id, currency).filter(family__in=set(families.values())))
    return {sku: [mate for mate in mates if mate.family == families.get(sku) and mate.sku != sku] for sku in wanted}


def articles_of(merchant_id: int) -> QuerySet[Article]:
    """All articles of a merchant, by their code."""
    return Article.objects.filter(merchant=merchant_id).order_by("sku", "pk")


def reason_ahead(kind: str, code: str) -> Ahead:
    """What `reason_of_code` asks, to be asked in one trip with other questions."""
    return _BY_CODE.ahead(kind, code)


_BY_CODE = Prepared[Reason](lambda kind, code: reasons(kind).filter(code=code), is_setting=True)


def codes_of(merchant_id: int, skus: Iterable[str]) -> dict[str, list[str]]:
    """The bar codes that stand for each of the SKUs; without an entry: none."""
    found: dict[str, list[str]] = defaultdict(list)
    rows = ProductCode.objects.filter(merchant=merchant_id, sku__in=set(skus)).order_by("code")
    for sku, code in rows.values_list("sku", "code"):
        found[sku].append(code)
    return dict(found)
