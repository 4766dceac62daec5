"""The first return of a customer, whose way back the company pays where the merchant wants that (RET-14)."""

from datetime import datetime

from aftercare.cases.models import Case
from aftercare.kernel.actor import Actor
from aftercare.parcels.commands.freight import claim_first_freight
from aftercare.parcels.queries.freight import pays_first_freight
from aftercare.returns.models import Return
from aftercare.returns.terms import WITHOUT_GOODS


def is_first_return(case: Case, *, by: Actor, at: datetime) -> bool:
    """Whether this request is the customer's first for goods to come back to a merchant who pays for that one.

    Who asked before is not asked about again; of two first requests at once the database lets one be the first.
    """
    if case.kind in WITHOUT_GOODS or not pays_first_freight(case.merchant_id):
        return False
    before = Return.objects.filter(merchant=case.merchant_id, customer=case.customer_id).exclude(case=case.pk)
    if before.exclude(kind__in=[str(kind) for kind in WITHOUT_GOODS]).exists():
        return False
    return claim_first_freight(case, by=by, at=at)
