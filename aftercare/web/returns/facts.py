"""The blocks beside the matter: buyer, parcel, refund, case."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.cases.terms import Kind
from aftercare.org.rights import Right
from aftercare.returns.rules.handling import handling_of
from aftercare.web.decision_words import decided_by
from aftercare.web.kit import dates
from aftercare.web.kit.figures import listed, money
from aftercare.web.kit.parts import KV
from aftercare.web.money_words import DEBTOR, OVERPAID_CAUSE, OVERPAID_STATE
from aftercare.web.returns.file import File
from aftercare.web.returns.steps import colleague_who_applied
from aftercare.web.system_names import named
from aftercare.web.words import (
    CHANNEL,
    FAULT,
    HANDLING,
    KIND,
    MARK,
    METHOD,
    PAY_METHOD,
    PAYS_OUT,
    REFUND_STATE,
    SHOWN,
    verdict_sentence,
)


def buyer_facts(file: File, revealed: Mapping[str, str] | None = None) -> list[KV]:
    """Who buys; what would let somebody find him is covered until it is needed."""
    case = file.returning.case
    reveal = reverse("return-reveal", args=[case.number]) if file.actor.may(Right.CONTACTS_REVEAL) else ""
    personal = [
        ("name", _("Name"), case.contact),
        ("phone", _("Phone"), case.phone),
        ("address", _("Address"), case.address),
    ]
    opened = revealed or {}
    return [
        KV(_("Account"), file.returning.customer.account),
        *[
            KV(label, value) if file.is_yours or kind in opened else KV(label, value, mask=kind, reveal_url=reveal)
            for kind, label, value in personal
        ],
        KV(_("Level"), file.returning.customer.level),
        KV(_("After-sales"), _past(file), _past_by_kind(file), css="num"),
        _marks(file),
    ]


def parcel_facts(file: File) -> list[KV]:
    """Where the goods go, and how; nothing before the approval has set it."""
    found = file.returning
    facts = [
        KV(_("Station"), found.return_address.name if found.return_address else ""),
        KV(_("Contact"), found.return_contact),
        KV(_("Phone"), found.return_phone, css="num"),
        KV(_("Address"), found.return_text),
        KV(_("Goods due"), dates.day(found.goods_due_on) if found.goods_due_on else "", css="num"),
        KV(_("Way"), METHOD.get(found.method, found.method)),
        KV(_("Pick-up"), dates.day(found.pickup_on) if found.pickup_on else "", css="num"),
        KV(_("Carrier"), found.carrier),
        KV(_("Tracking"), found.tracking_number, css="mono"),
    ]
    always = (_("Carrier"), _("Tracking")) if found.return_address else ()
    return [fact for fact in facts if fact.value or fact.label in always]


def refund_facts(file: File) -> list[KV]:
    """What became of the money; nothing before finance has seen it."""
    refund, payout = file.refund, file.payout
    if refund is None:
        return []
    facts = [
        KV(_("State"), REFUND_STATE[refund.state].label),
        KV(_("Total"), money(refund.total_minor, refund.currency), css="num"),
    ]
    if refund.approved_at:
        facts.append(KV(_("Approved"), _at(refund.approved_at), named(refund.approved_by_name), css="num"))
    if payout:
        facts.append(KV(_("Paid out"), _at(payout.paid_at), named(payout.paid_by_name), css="num"))
        facts.append(KV(_("Way"), PAY_METHOD.get(payout.method, payout.method)))
        facts.append(KV(_("Reference"), payout.reference, css="mono"))
        facts += [KV(_("Buyer's consent to this way"), payout.consent)] if payout.consent else []
    return facts + _owed_facts(file)


def _owed_facts(file: File) -> list[KV]:
    """What the buyer owes because money went ahead of goods."""
    owed = file.overpaid
    if owed is None:
        return []
    return [
        KV(_("Paid too much"), money(owed.amount_minor, owed.currency), OVERPAID_CAUSE[owed.cause], css="num"),
        KV(_("Who owes it"), owed.debtor_name or DEBTOR[owed.debtor]),
        KV(OVERPAID_STATE[owed.state].label, money(owed.left_minor, owed.currency), owed.write_off_reason, css="num"),
    ]


def case_facts(file: File) -> list[KV]:
    """The case itself: number, type, state, the times that count, who decided."""
    found = file.returning
    return [
        KV(_("Service no."), found.number, css="num"),
        KV(_("Type"), KIND.get(found.kind, found.kind)),
        KV(_("State"), SHOWN[found.shown].label),
        *_classified(file),
        KV(_("Applied"), _at(found.applied_at), colleague_who_applied(file) or _("Buyer"), css="num"),
        KV(_("Reviewed"), _at(found.reviewed_at), css="num"),
        KV(_("Reviewer"), named(found.reviewed_by_name)),
        KV(_("Order no."), found.order_number, css="num"),
        KV(_("Ordered"), _at(found.ordered_at), css="num"),
        KV(_("Merchant"), found.merchant.name, found.order.shop.name),
        KV(_("Came by"), CHANNEL.get(found.case.channel, found.case.channel)),
        _when_money_goes(file),
    ]


def _classified(file: File) -> list[KV]:
    """What it came to, what went wrong, and what the order adds: wholesale, shipped late."""
    found = file.returning
    told = [_("Wholesale")] if found.is_business else []
    order = listed([*told, _("Shipped late")] if found.shipped_late else told)
    facts = [
        KV(_("Outcome"), HANDLING[handling_of(found.kind, found.state, is_resent=found.is_resent)]),
        KV(_("Case type"), FAULT[found.reason.fault] if found.reason.fault else ""),
        KV(_("Order"), order),
    ]
    return [fact for fact in facts if fact.value]


def _when_money_goes(file: File) -> KV:
    """For a request before shipping: what its merchant's rules made of it; else what the money waits for."""
    if file.returning.kind == Kind.REFUND_ONLY:
        return KV(_("Rules"), verdict_sentence(file.returning.review_rule), note=decided_by(file.returning.decided))
    trigger = file.returning.refund_trigger or file.policy.refund_trigger
    return KV(_("Pays out"), PAYS_OUT.get(trigger, trigger))


def _marks(file: File) -> KV:
    """What colleagues noted about him; who may mark customers goes on from here."""
    customer = file.returning.customer
    marks = listed(MARK[mark].label for mark in customer.marks if mark in MARK)
    if not file.actor.may(Right.CUSTOMERS_MARK):
        return KV(_("Marks"), marks)
    back = reverse("return-detail", args=[file.returning.number])
    return KV(_("Marks"), marks or _("Mark…"), url=f"{reverse('service-marks', args=[customer.pk])}?next={back}")


def _past_by_kind(file: File) -> str:
    """“Return and refund 2 (£30.00 paid back), Refund only 1”."""
    told = []
    for one in file.past_by_kind:
        label = f"{KIND.get(one.kind, one.kind)} {one.count}"
        paid = money(one.paid_minor, one.currency)
        told.append(_("%(kind)s (%(amount)s paid back)") % {"kind": label, "amount": paid} if one.paid_minor else label)
    return listed(told)


def _past(file: File) -> str:
    past = file.past
    if not past.total:
        return _("the first one")
    total = ngettext("%(count)d earlier case", "%(count)d earlier cases", past.total) % {"count": past.total}
    return _("%(total)s, %(open)d open") % {"total": total, "open": past.open} if past.open else total


def _at(at: datetime | None) -> str:
    return dates.dated(at) if at else ""
