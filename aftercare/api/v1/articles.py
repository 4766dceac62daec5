"""Articles: what a merchant can send in an exchange, at which price."""

from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import BaseModel, Field

from aftercare.api.auth import Key
from aftercare.api.once import Made, once
from aftercare.api.requests import KeyRequest
from aftercare.api.v1.money import minor, text
from aftercare.api.v1.shapes import Amount, Code, Currency, Flag, Line, Name, Sku, Told
from aftercare.catalog.commands import NewArticle, tell_articles
from aftercare.catalog.queries import articles_of, offered_articles
from aftercare.kernel.errors import DomainError, NotFound
from aftercare.orders.models import Order
from aftercare.org.models import Merchant
from aftercare.org.queries.merchants import merchants_visible_to
from aftercare.org.rights import Right
from aftercare.returns.terms import Replacement

router = Router(tags=["articles"])


class UnknownArticle(DomainError):
    """The merchant has told no such article, or does not offer it."""

    code = "unknown_article"


class ArticleIn(Told):
    """One article. Those of one family may be given for each other; what is not offered, buyers cannot choose."""

    sku: Sku
    name: Name
    price: Amount
    currency: Currency
    family: Annotated[Line, Field(max_length=60)] = ""
    is_offered: Flag = True


class ArticlesIn(Told):
    """Articles of one merchant; known ones are put right by their code and currency."""

    merchant: Code
    articles: Annotated[list[ArticleIn], Field(min_length=1, max_length=500)]


class ArticlesTold(BaseModel):
    """How many articles were taken in."""

    count: int


class ArticleOut(BaseModel):
    """An article as it stands."""

    sku: str
    name: str
    price: str
    currency: str
    family: str
    is_offered: bool


class ArticleList(BaseModel):
    """All articles of a merchant, by their code."""

    items: list[ArticleOut]


@router.post("", auth=Key(Right.ORDERS_PUSH), response={200: ArticlesTold}, summary="Tell articles")
@once
def tell(request: KeyRequest, data: ArticlesIn) -> Made:
    """Adds articles or puts known ones right: name, price, family, whether they are offered."""
    told = [
        NewArticle(
            sku=one.sku,
            name=one.name,
            price_minor=minor(one.price, one.currency, field=f"articles[{index}].price"),
            currency=one.currency,
            family=one.family,
            is_offered=one.is_offered,
        )
        for index, one in enumerate(data.articles)
    ]
    merchant = _merchant(request, data.merchant)
    return Made(200, ArticlesTold(count=tell_articles(merchant, told, by=request.actor, at=timezone.now())))


@router.get("/{merchant}", auth=Key(Right.ORDERS_PUSH), response=ArticleList, summary="List articles")
def listing(request: KeyRequest, merchant: Code) -> ArticleList:
    """Every article of a merchant, offered or not."""
    found = articles_of(_merchant(request, merchant).pk)
    return ArticleList(
        items=[
            ArticleOut(
                sku=one.sku,
                name=one.name,
                price=text(one.price_minor, one.currency),
                currency=one.currency,
                family=one.family,
                is_offered=one.is_offered,
            )
            for one in found
        ]
    )


def replacement_of(order: Order, sku: str | None, *, field: str) -> Replacement | None:
    """The merchant's article with this code, as what is given for goods of the order; None for the same again."""
    if sku is None:
        return None
    article = offered_articles(order.merchant_id, order.currency).filter(sku=sku).first()
    if article is None:
        raise UnknownArticle(_("There is no article “%(sku)s” on offer."), field=field, sku=sku)
    return Replacement(article.sku, article.name, article.price_minor)


def _merchant(request: KeyRequest, code: str) -> Merchant:
    found = merchants_visible_to(request.actor).filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no merchant “%(code)s”, or this key may not see it."), code=code)
    return found
