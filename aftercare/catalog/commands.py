"""Keeping the catalogue of reasons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from aftercare.catalog.models import Article, ProductCode, Reason
from aftercare.catalog.terms import Fault, Remedy
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError, NotAllowed
from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.rows.whole import apart, whole


class ReasonTaken(DomainError):
    """There is such a reason already."""

    code = "reason_taken"


class ReasonInUse(Conflict):
    """Cases name this reason; it can be hidden, not deleted."""

    code = "reason_in_use"


class NoLabel(DomainError):
    """A reason needs words."""

    code = "no_label"


class BadCode(DomainError):
    """No bar code that can be kept."""

    code = "bad_code"


@whole()
def add_reason(
    kind: str, labels: Mapping[str, str], *, code: str = "", cause: str = "", by: Actor, at: datetime
) -> Reason:
    """A new reason at the end of the list; its English label is required. `cause` decides who pays the way back."""
    words = _words(labels)
    code = code or slugify(words["en"])[:40] or f"reason-{at:%y%m%d%H%M%S}"
    if Reason.objects.filter(kind=kind, code=code).exists():
        raise ReasonTaken(_("There is a reason “%(code)s” already."), field="label_en", code=code)
    last = Reason.objects.filter(kind=kind).aggregate(last=Max("position"))["last"] or 0
    reason = Reason.objects.create(kind=kind, code=code, labels=words, cause=cause, position=last + 1)
    record(
        Fact(
            "catalog.reason.add",
            f"catalog.reason:{reason.pk}",
            by,
            at,
            after={"kind": kind, "labels": words, "cause": cause},
        )
    )
    return reason


@whole()
def edit_reason(
    reason: Reason, labels: Mapping[str, str], *, is_shown: bool, cause: str | None = None, by: Actor, at: datetime
) -> Reason:
    """Change a reason's words or its cause, or show and hide it; returns that name it keep what was decided."""
    reason = Reason.objects.select_for_update(no_key=True).get(pk=reason.pk)
    before = {"labels": reason.labels, "is_shown": reason.is_shown, "cause": reason.cause}
    reason.labels, reason.is_shown = _words(labels), is_shown
    reason.cause = reason.cause if cause is None else cause
    reason.save(update_fields=["labels", "is_shown", "cause"])
    after = {"labels": reason.labels, "is_shown": is_shown, "cause": reason.cause}
    record(Fact("catalog.reason.edit", f"catalog.reason:{reason.pk}", by, at, before=before, after=after))
    return reason


@whole()
def classify_reason(
    reason: Reason, fault: Fault, remedies: Collection[Remedy] = (), *, by: Actor, at: datetime
) -> Reason:
    """Say which type of case a reason makes, and what the shop may do then; nothing named means: the usual."""
    reason = Reason.objects.select_for_update(no_key=True).get(pk=reason.pk)
    before = {"fault": reason.fault, "remedies": reason.remedies}
    reason.fault, reason.remedies = str(fault), sorted(str(one) for one in remedies)
    reason.save(update_fields=["fault", "remedies"])
    after = {"fault": reason.fault, "remedies": reason.remedies}
    record(Fact("catalog.reason.classify", f"catalog.reason:{reason.pk}", by, at, before=before, after=after))
    return reason


@whole()
def order_reasons(kind: str, ids: list[int], *, by: Actor, at: datetime) -> None:
    """Put the reasons of a kind in the order of `ids`; those not named follow in their old order."""
    rows = Reason.objects.select_for_update(no_key=True).filter(kind=kind).order_by("position", "pk")
    found = {reason.pk: reason for reason in rows}
    wanted = [pk for pk in dict.fromkeys(ids) if pk in found]
    ordered = wanted + [pk for pk in found if pk not in wanted]
    for position, pk in enumerate(ordered, start=1):
        found[pk].position = position
    Reason.objects.bulk_update(found.values(), ["position"])
    record(Fact("catalog.reason.order", f"catalog.reasons:{kind}", by, at, after={"order": ordered}))


@whole()
def delete_reason(reason: Reason, *, by: Actor, at: datetime) -> None:
    """Delete a reason that no case ever named; raises ReasonInUse otherwise."""
    pk, labels = reason.pk, reason.labels
    try:
        with apart():
            reason.delete()
    except ProtectedError as used:
        raise ReasonInUse(_("Cases name this reason. Hide it instead; old cases keep it.")) from used
    record(Fact("catalog.reason.delete", f"catalog.reason:{pk}", by, at, before={"labels": labels}))


def _words(labels: Mapping[str, str]) -> dict[str, str]:
    words = {language: text.strip()[:80] for language, text in labels.items() if text.strip()}
    if not words.get("en"):
        raise NoLabel(_("A reason needs an English label."), field="label_en")
    return words


@whole()
def learn_code(merchant_id: int, code: str, sku: str, *, by: Actor, at: datetime) -> ProductCode:
    """A bar code stands for this SKU from now on, whatever it stood for before."""
    clean = "".join(code.split())[:60]
    if not (by.may(Right.GOODS_RECEIVE) and by.serves(merchant_id)):
        raise NotAllowed(_("You do not have the right to do this."))
    if not clean:
        raise BadCode(_("Scan the bar code again."), field="code")
    known, _made = ProductCode.objects.update_or_create(merchant_id=merchant_id, code=clean, defaults={"sku": sku})
    after = {"code": clean, "sku": sku, "merchant": merchant_id}
    record(Fact("catalog.code.learn", f"catalog.productcode:{known.pk}", by, at, after=after))
    return known


class BadArticle(DomainError):
    """An article needs a code, a name and a price."""

    code = "bad_article"


@dataclass(frozen=True)
class NewArticle:
    """An article as a shop tells it; money in minor units."""

    sku: str
    name: str
    price_minor: int
    currency: str
    family: str = ""
    is_offered: bool = True


@whole()
def tell_articles(merchant: Merchant, articles: Sequence[NewArticle], *, by: Actor, at: datetime) -> int:
    """Add articles, or put known ones right by their code; returns how many."""
    if not (by.may(Right.ORDERS_PUSH) or by.may(Right.MERCHANTS_MANAGE)) or not by.serves(merchant.pk):
        raise NotAllowed(_("You do not have the right to do this."))
    for article in articles:
        if not article.sku.strip() or not article.name.strip() or article.price_minor < 0:
            raise BadArticle(_("An article needs a code, a name and a price."), field="articles")
    rows = {
        (article.sku.strip(), article.currency): Article(
            merchant=merchant,
            sku=article.sku.strip(),
            name=article.name.strip()[:200],
            family=article.family.strip(),
            price_minor=article.price_minor,
            currency=article.currency,
            is_offered=article.is_offered,
        )
        for article in articles
    }
    Article.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["merchant", "sku", "currency"],
        update_fields=["name", "family", "price_minor", "is_offered"],
    )
    after = {"articles": [[row.sku, row.price_minor, row.currency, row.is_offered] for row in rows.values()]}
    record(Fact("catalog.articles.tell", f"catalog.articles:{merchant.pk}", by, at, after=after))
    return len(rows)
