"""What a machine told with a move, found in the books: addresses, lines, articles, amounts in minor units."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from aftercare.api.requests import KeyRequest
from aftercare.api.v1.articles import replacement_of
from aftercare.api.v1.lines import line_meant
from aftercare.api.v1.money import minor
from aftercare.api.v1.move_bodies import AmountIn, CountIn, ReplacementIn
from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.kernel.errors import DomainError
from aftercare.org.models import ReturnAddress
from aftercare.org.queries.merchants import addresses_visible_to
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Replacement


class UnknownAddress(DomainError):
    """No such return address, or not for this key."""

    code = "unknown_address"


def address_meant(request: KeyRequest, pk: int) -> ReturnAddress:
    """The return address with this id, if the key may see it."""
    found = addresses_visible_to(request.actor).filter(pk=pk).first()
    if found is None:
        raise UnknownAddress(_("There is no return address %(id)d."), field="address", id=pk)
    return found


def replacements(returning: Return, told: Sequence[ReplacementIn]) -> dict[int, Replacement]:
    """What is given for which line of an exchange."""
    lines = lines_of(returning) if told else []
    found: dict[int, Replacement] = {}
    for index, ref in enumerate(told):
        article = replacement_of(returning.order, ref.replacement, field=f"replacements[{index}].replacement")
        if article and ref.price is not None:
            price = minor(ref.price, returning.currency, field=f"replacements[{index}].price")
            article = Replacement(article.sku, article.name, price)
        if article:
            found[line_meant(ref, lines, field=f"replacements[{index}]").pk] = article
    return found


def amounts_meant(returning: Return, told: Sequence[AmountIn]) -> dict[int, int]:
    """What goes back for which line, by its id."""
    if not told:
        return {}
    lines = lines_of(returning)
    return {
        line_meant(ref, lines, field=f"amounts[{index}]").pk: minor(
            ref.amount, returning.currency, field=f"amounts[{index}].amount"
        )
        for index, ref in enumerate(told)
    }


def freight_meant(returning: Return, told: str | None) -> int:
    """The freight of a second review; as promised unless told."""
    return returning.freight_minor if told is None else minor(told, returning.currency, field="freight")


def counts_meant(returning: Return, told: Sequence[CountIn]) -> list[Counted]:
    """What came of each line."""
    lines = lines_of(returning)
    return [
        Counted(
            line_id=line_meant(ref, lines, field=f"lines[{index}]").pk,
            counted=ref.counted,
            accepted=ref.accepted,
            damaged=ref.damaged,
            grade=ref.grade,
        )
        for index, ref in enumerate(told)
    ]


def refund_meant(returning: Return) -> Refund:
    """The refund of a return that has reached finance; the lifecycle has checked that it has."""
    refund = refund_of_case(returning.case_id)
    assert refund
    return refund
