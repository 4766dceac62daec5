from aftercare.returns.models.agreement import Agreement, CompensationOffer
from aftercare.returns.models.deduction import Deduction
from aftercare.returns.models.dispatch import Dispatch, DispatchLine
from aftercare.returns.models.evidence import Evidence
from aftercare.returns.models.fetch import Fetch
from aftercare.returns.models.policy import GoodsRule, PolicyVersion, ReturnPolicy, ReviewRule
from aftercare.returns.models.repair import RepairPhoto, RepairRequest
from aftercare.returns.models.returning import Return, ReturnLine
from aftercare.returns.models.stock import StockRecord

__all__ = [
    "Agreement",
    "CompensationOffer",
    "Deduction",
    "Dispatch",
    "DispatchLine",
    "Evidence",
    "Fetch",
    "GoodsRule",
    "PolicyVersion",
    "RepairPhoto",
    "RepairRequest",
    "Return",
    "ReturnLine",
    "ReturnPolicy",
    "ReviewRule",
    "StockRecord",
]
