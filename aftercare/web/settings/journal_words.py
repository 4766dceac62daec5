"""What the journal's names of values, and its values, are called on screen."""

import json
from collections.abc import Mapping

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from aftercare.cases.terms import Room
from aftercare.web.decision_words import CAUSE, CHOICE, GOODS_CLASS, LAW, PAYER
from aftercare.web.kit.figures import listed
from aftercare.web.kit.parts import Text
from aftercare.web.money_words import (
    DIFFERENCE_KIND,
    DIFFERENCE_STATE,
    GATEWAY_KIND,
    ORDER_STATE,
    OVERPAID_CAUSE,
    OVERPAID_STATE,
)
from aftercare.web.settings.policy_words import WORDED
from aftercare.web.words import CHANNEL, GRADE, KIND, METHOD, PAY_METHOD, PAYS_OUT, REFUND_STATE, ROLE, STATE

NAMES: Mapping[str, Text] = {
    "accepted": _("Accepted"),
    "back_at": _("Given back at"),
    "back_by_name": _("Given back by"),
    "back_reason": _("Reason"),
    "confirmed_at": _("Confirmed at"),
    "confirmed_by": _("Confirmed by"),
    "handed_at": _("Handed over at"),
    "handed_by_name": _("Handed over by"),
    "picked_at": _("Picked at"),
    "picked_by": _("Picked by"),
    "picked_by_name": _("Picked by"),
    "point": _("Service point"),
    "replaces": _("Instead of the order"),
    "waits_since": _("Waits since"),
    "label_next": _("Next number for prepaid labels"),
    "label_last": _("Last number for prepaid labels"),
    "busy_until": _("Given to a worker until"),
    "amount_minor": _("Amount, in cents"),
    "deducted_minor": _("Deduction, in cents"),
    "approved_at": _("Approved at"),
    "approved_by": _("Approved by"),
    "approved_by_name": _("Approved by"),
    "asked_at": _("Asked at"),
    "asked_minor": _("Amount asked, in cents"),
    "carrier": _("Carrier"),
    "channel": _("Channel"),
    "city": _("City"),
    "code": _("Code"),
    "completed_at": _("Completed at"),
    "consent": _("Buyer's consent"),
    "contact": _("Contact"),
    "country": _("Country"),
    "filter": _("Filter"),
    "format": _("Format"),
    "freight_minor": _("Freight, in cents"),
    "gifts_back_minor": _("For gifts that came after all, in cents"),
    "gives_back_coins": _("Coins go back"),
    "gives_back_coupon": _("Coupon goes back"),
    "goods_due_days": _("Days for the goods to come"),
    "goods_due_on": _("Goods due on"),
    "due_on": _("Due on"),
    "in_full": _("Personal data in full"),
    "inspected_at": _("Inspected at"),
    "inspected_by": _("Inspected by"),
    "is_active": _("Active"),
    "is_enabled": _("Switched on"),
    "is_shown": _("Shown"),
    "key": _("Idempotency key"),
    "kind": _("Kind"),
    "known_lines": _("Lines known already"),
    "line": _("Line of the statement"),
    "labels": _("Labels"),
    "lines": _("Lines"),
    "list": _("List"),
    "lost_by": _("Lost by"),
    "lost_by_name": _("Lost by the carrier"),
    "merchant": _("Merchant"),
    "unseen_at": _("Asked for the parcel at"),
    "unseen_days": _("Days for a parcel that nobody has scanned"),
    "merchants": _("Merchants"),
    "method": _("Way"),
    "name": pgettext_lazy("of a thing", "Name"),
    "next_look_at": _("Next look at"),
    "number": _("Number"),
    "offers_pickup": _("Offers pick-up"),
    "operations_reviewed_at": _("Reviewed by operations at"),
    "order": _("Order"),
    "paid_at": _("Paid at"),
    "paid_currency": _("Paid, in which currency"),
    "paid_minor": _("Paid, in cents"),
    "paid_reference": _("Paid under the reference"),
    "payee": _("Payee reference"),
    "payout": _("Payout"),
    "payout_id": _("Payout"),
    "part": _("Part"),
    "phone": _("Phone"),
    "pickup_on": _("Pick-up on"),
    "postcode": _("Postcode"),
    "received_at": _("Received at"),
    "received_by": _("Received by"),
    "received_by_name": _("Received by"),
    "reference": _("Reference"),
    "refund_approved_by": _("Refund approved by"),
    "refund_trigger": _("Money goes back"),
    "refund_trigger_rule": _("Rule for when money goes back"),
    "refund_ahead_at": _("Money ahead of the goods since"),
    "paid_ahead_at": _("Paid ahead of the goods at"),
    "paid_by": _("Paid by"),
    "trust_rules": _("Trusted buyers"),
    "repair_months": _("Months of guarantee"),
    "fee_rules": _("Service fee"),
    "rule": _("Rule"),
    "way": _("Way of consent"),
    "words": _("Words"),
    "cause": _("Cause"),
    "confirm_days": _("Days until new goods count as received"),
    "follow_up_days": _("Days until somebody asks how new goods do"),
    "advance_for_trusted": _("New goods first for trusted buyers"),
    "condition": _("Condition"),
    "limit": _("Limit"),
    "review_rules": _("Rules of the automatic review"),
    "days": _("Days"),
    "word": _("Mark or reason"),
    "agent_releases": _("New goods leave on an agent's word"),
    "law": _("Law above this policy"),
    "shop_laws": _("Laws of single shops"),
    "coupon_back": _("Coupon goes back"),
    "coins_back": _("Coins and points go back"),
    "freight_back": _("Freight of the delivery goes back"),
    "freight_of_faults": _("Way back paid, goods with a fault"),
    "freight_of_minds": _("Way back paid, change of mind"),
    "freight_payer": _("Way back paid by"),
    "approves_refund_only": _("Approves by itself before shipping"),
    "finance_sees_refund_only": _("Finance looks before shipping"),
    "decided": _("Why"),
    "goods_class": _("Class of goods"),
    "repaid_minor": _("Paid back, in cents"),
    "came_minor": _("Come in goods after all, in cents"),
    "write_off_reason": _("Reason for letting it go"),
    "write_off_asked_by": _("Proposed by"),
    "write_off_asked_by_name": _("Proposed by"),
    "region": _("Region"),
    "reject_reason": _("Reason for the refusal"),
    "return_address": _("Return address"),
    "return_contact": _("Contact at the return address"),
    "return_phone": _("Phone at the return address"),
    "return_text": _("Return address"),
    "reviewed_at": _("Reviewed at"),
    "reviewed_before": _("Reviewed before by"),
    "reviewed_by": _("Reviewed by"),
    "reviewed_by_name": _("Reviewed by"),
    "revoked_at": _("Revoked at"),
    "roles": _("Roles"),
    "said": _("What was said"),
    "rows": _("Rows"),
    "scopes": _("Scopes"),
    "secret_changed": _("Secret changed"),
    "sent_at": _("Sent at"),
    "settled_at": _("Settled at"),
    "settled_by": _("Settled by"),
    "settled_by_name": _("Settled by"),
    "settled_note": _("Note"),
    "send_back_reason": _("Reason for sending back"),
    "separate_people": _("Different people"),
    "shipped_at": _("Shipped at"),
    "signed_at": _("Signed for at"),
    "state": _("State"),
    "street": _("Street"),
    "timeout_seconds": _("Seconds to wait for an answer"),
    "total_minor": _("Total, in cents"),
    "tracking_number": _("Tracking number"),
    "tries": _("Tries"),
    "url": _("Address"),
    "wanted_payee": _("Payee reference, corrected"),
    "window_days": _("Days to ask for a return"),
}
"""By the name that entries use; one that is not here shows its own name."""

ROOMS: Mapping[str, Text] = {
    Room.RETURNS: _("Returns"),
    Room.SETTLEMENT: _("Settlement"),
    Room.CLOSED: _("Closed"),
}

_VALUES: Mapping[str, Mapping[str, object]] = {
    "cause": {**OVERPAID_CAUSE, **CAUSE},
    "coins_back": CHOICE,
    "coupon_back": CHOICE,
    "freight_back": CHOICE,
    "freight_of_faults": PAYER,
    "freight_of_minds": PAYER,
    "freight_payer": PAYER,
    "goods_class": GOODS_CLASS,
    "law": LAW,
    "channel": CHANNEL,
    "grade": GRADE,
    "kind": {**DIFFERENCE_KIND, **GATEWAY_KIND, **KIND},
    "method": {**METHOD, **PAY_METHOD},
    "refund_trigger": PAYS_OUT,
    "state": {**DIFFERENCE_STATE, **ORDER_STATE, **OVERPAID_STATE, **ROOMS, **REFUND_STATE, **STATE},
}


def name_of(name: str) -> str:
    """What a value is called."""
    return str(NAMES.get(name, name))


def said(name: str, value: object) -> str:
    """A value in words: names of states and kinds, yes and no, roles; everything else as it was written."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, str):
        return str(_VALUES.get(name, {}).get(value, value))
    if name == "roles" and isinstance(value, list):
        return listed(ROLE.get(role, role) for role in value)
    if name in WORDED:
        return WORDED[name](value)
    return json.dumps(value, ensure_ascii=False)
