"""Whose way back the company pays: counted strictly, so that two returns at once do not both be the first."""

from datetime import datetime

from aftercare.cases.models import Case
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.parcels.models import FirstFreight
from aftercare.rows.whole import whole


@whole()
def claim_first_freight(case: Case, *, by: Actor, at: datetime) -> bool:
    """Whether this case is the customer's first with the merchant whose way back the company pays.

    The caller knows that the merchant wants to pay. The database keeps one row per customer and merchant: of two that
    are asked for at once the second waits for the first, and gets nothing. Asked again, the answer stays the same.
    """
    keys = {"merchant_id": case.merchant_id, "customer_id": case.customer_id}
    claim, made = FirstFreight.objects.get_or_create(**keys, defaults={"case": case, "at": at})
    if made:
        record(Fact("parcels.freight.claim", f"parcels.firstfreight:{claim.pk}", by, at, stream=case.stream))
    return claim.case_id == case.pk
