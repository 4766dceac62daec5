"""The page of one return, put together; every view that answers with it calls here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftercare.cases.terms import Kind
from aftercare.kernel.money import digits, from_minor
from aftercare.notifications.queries.inbound import papers_of
from aftercare.org.rights import Right
from aftercare.parcels.queries.pickups import live_pickup
from aftercare.quality.queries.ratings import rating_of
from aftercare.returns.models import ReturnLine
from aftercare.returns.queries.deductions import deductions_of
from aftercare.returns.queries.listing import COUNT_CAP
from aftercare.returns.queries.promises import promises_for
from aftercare.returns.queries.searching import PLACE_CAP, how_many, neighbours
from aftercare.returns.terms import WITHOUT_GOODS, RefundTrigger, turn_of
from aftercare.web.care.block import care_of
from aftercare.web.decision_words import because, decided_by
from aftercare.web.kit.figures import at_most, money, number
from aftercare.web.kit.navigation import address_of
from aftercare.web.kit.parts import Crumb, OwedBar
from aftercare.web.once import new_once
from aftercare.web.refusing import form_status
from aftercare.web.requests import DeskRequest
from aftercare.web.returns import facts
from aftercare.web.returns.file import File
from aftercare.web.returns.forms.review import ReviewForm
from aftercare.web.returns.forms.words import WriteForm
from aftercare.web.returns.listing import Way, read_way
from aftercare.web.returns.moves import moves
from aftercare.web.returns.rows import VOID, is_turn_of
from aftercare.web.returns.steps import colleague_who_applied, steps
from aftercare.web.returns.swap import swap_of
from aftercare.web.returns.talk import photos_from_buyer, talk
from aftercare.web.returns.why import findings_of
from aftercare.web.tapes import first_due
from aftercare.web.tracking import parcel_rows
from aftercare.web.words import GRADE, KIND, ROLE, SHOWN, TURN, Word, window_sentence

HERE = "{amount}"
"""Where a sentence leaves room for an amount that follows the typing."""


@dataclass(frozen=True)
class GoodsRow:
    """A line of the goods table, when there is nothing to decide."""

    line: ReturnLine

    @property
    def grade(self) -> Word | None:
        """What the dock said of the goods."""
        return GRADE.get(self.line.grade)

    @property
    def differs(self) -> bool:
        """Whether other than the promised pieces came."""
        return self.line.counted is not None and self.line.counted != self.line.quantity


def detail_page(
    request: DeskRequest,
    file: File,
    *,
    review: ReviewForm | None = None,
    write: WriteForm | None = None,
    revealed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The whole page; a form that was refused comes back with its input and its reasons."""
    way = read_way(request)
    context = {
        "file": file,
        "returning": file.returning,
        "query": way.address,
        **_head(request, file, way),
        **_matter(file, review),
        "swap": swap_of(file),
        **_beside(file, revealed),
        "care": care_of(file.actor, file.returning),
        "rating": rating_of(file.returning.case_id),
        "papers": papers_of(file.returning.case_id),
        "talk": talk(file, show=request.GET.get("talk", ""), query=way.address),
        "write": write or WriteForm(),
        "may_write": file.actor.may(Right.RETURNS_NOTE),
        "may_complain": file.actor.may(Right.DUTIES_WORK),
        "once": new_once(),
    }
    return render(request, "returns/detail.html", context, status=_status(review, write))


def address_of_page(request: DeskRequest, returning_number: str, *, spot: str = "") -> str:
    """The page's address with the way back to the list, and the place on the page."""
    query = read_way(request).address
    address = reverse("return-detail", args=[returning_number])
    return f"{address}{'?' if query else ''}{query}{'#' if spot else ''}{spot}"


def dialog_context(request: DeskRequest, file: File, form: Form) -> dict[str, Any]:
    """What every dialog about a return needs, also when it is a page of its own."""
    back = Crumb(file.returning.number, address_of_page(request, file.returning.number))
    crumbs = [Crumb(_("Returns"), reverse("returns-list")), back, Crumb(_("Act"))]
    return {"form": form, "file": file, "returning": file.returning, "once": new_once(), "crumbs": crumbs}


def _status(*forms: Form | None) -> int:
    return max(form_status(form) for form in forms if form) if any(forms) else 200


def _head(request: DeskRequest, file: File, way: Way) -> dict[str, Any]:
    returning = file.returning
    back = f"{reverse('returns-list')}{'?' if way.address else ''}{way.address}"
    return {
        "crumbs": [Crumb(_("Returns"), back), Crumb(returning.number)],
        "state": SHOWN[returning.shown],
        "turn": TURN[turn_of(returning.kind, returning.state)],
        "is_mine": is_turn_of(file.actor, returning) and not file.locked,
        "kind": KIND.get(returning.kind, returning.kind),
        "pieces": sum(line.quantity for line in file.lines),
        "applicant": colleague_who_applied(file),
        "steps": steps(file),
        "tapes": file.tapes,
        "lead": first_due(file.tapes),
        "handed_to": ROLE.get(returning.case.handed_to, returning.case.handed_to),
        "moves": moves(file, query=way.address),
        **_place(request, file, way),
    }


def _place(request: DeskRequest, file: File, way: Way) -> dict[str, Any]:
    """Where the return stands in the list that the reader came from."""
    found = neighbours(request.actor, way.sought, way.sequence, file.returning)
    return {
        "before_url": _sibling(found.before, way),
        "after_url": _sibling(found.after, way),
        "place": at_most(found.place, PLACE_CAP),
        "places": at_most(how_many(request.actor, way.sought), COUNT_CAP),
    }


def _sibling(returning_number: str, way: Way) -> str:
    if not returning_number:
        return ""
    address = reverse("return-detail", args=[returning_number])
    return f"{address}?{way.address}" if way.address else address


def _matter(file: File, review: ReviewForm | None) -> dict[str, Any]:
    form = review or (ReviewForm(file) if file.review else None)
    shown = form if form and file.review else None
    returning = file.returning
    total = shown.total if shown else returning.total_minor
    return {
        "review": shown,
        "overtaken": form if form and not shown else None,
        "owed": _owed(file, total),
        "total": total,
        "window": window_sentence(returning.window_rule, returning.window_ends_on),
        "promises": promises_for(returning, file.lines),
        "photos": photos_from_buyer(file),
        "reason": returning.reason.label_in(get_language() or "en"),
        "has_goods": returning.kind not in WITHOUT_GOODS,
        "is_void": returning.shown in VOID,
        "has_count": returning.inspected_at is not None,
        "goods_rows": [GoodsRow(line) for line in file.lines],
        **(_sentences(shown, total) if shown else {}),
    }


def _sentences(form: ReviewForm, total: int) -> dict[str, Any]:
    """The sentence that tells the effect, the button that repeats it, and how a script writes the amount."""
    currency = form.file.returning.currency
    effect = _effect(form)
    label = _("Approve %(amount)s")
    plain = number(from_minor(0, currency))
    return {
        "effect": (effect % {"amount": HERE}).split(HERE, 1),
        "label": (label % {"amount": HERE}).split(HERE, 1),
        "amount": money(total, currency),
        "pattern": money(0, currency).replace(plain, HERE),
        "digits": digits(currency),
    }


def _effect(form: ReviewForm) -> str:
    if not form.has_goods or form.is_exchange:
        return _effect_of_kind(form)
    if form.again:
        return _("Approving again puts %(amount)s before finance. The goods are here already; nothing is paid yet.")
    if form.file.trigger == RefundTrigger.APPROVAL:
        return _("Approving puts %(amount)s before finance at once, before the goods come; the buyer gets the address.")
    if form.file.trigger == RefundTrigger.PICKUP_SCAN:
        return _("Approving promises %(amount)s at the carrier's pick-up scan; the buyer gets the return address.")
    if form.file.trigger == RefundTrigger.RECEIPT:
        return _("Approving promises %(amount)s once the parcel is here; the buyer gets the return address.")
    return _(
        "Approving promises %(amount)s after inspection. Nothing is paid today; the buyer gets the return address."
    )


def _effect_of_kind(form: ReviewForm) -> str:
    if form.is_exchange:
        return _("Approving takes goods for %(amount)s back; the new ones leave once these are counted.")
    if form.file.returning.kind == Kind.COMPENSATION:
        return _("Approving puts %(amount)s before finance. The goods stay with the buyer.")
    return _("Approving gives %(amount)s back. Nothing was sent, so nothing has to come first.")


def _owed(file: File, this: int) -> OwedBar:
    """What of the whole order's money was given back elsewhere, what this return gives, what stays."""
    is_void = file.returning.shown in VOID
    granted = sum(line.granted_minor for line in file.order_lines)
    mine = file.returning.total_minor if file.returning.reviewed_at and not is_void else 0
    return OwedBar(file.returning.currency, file.returning.order.paid_minor, granted - mine, this if not is_void else 0)


def _beside(file: File, revealed: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "buyer_facts": facts.buyer_facts(file, revealed),
        "parcel_facts": facts.parcel_facts(file),
        "parcels": parcel_rows(file.returning.case_id),
        "pickup": live_pickup(file.returning.case_id),
        "may_scan": file.actor.may(Right.SCANS_RECORD),
        "refund_facts": facts.refund_facts(file),
        "refund_url": _refund_url(file),
        "case_facts": facts.case_facts(file),
        "because": because(findings_of(file)),
        "decided_by": decided_by(file.returning.decided),
        "deductions": deductions_of(file.returning),
        "may_deduct": bool(file.review),
        "level": file.returning.customer.level,
    }


def _refund_url(file: File) -> str:
    may_see = file.refund is not None and file.actor.may(Right.REFUNDS_SEE)
    return address_of("finance-detail", file.returning.number) if may_see else ""
