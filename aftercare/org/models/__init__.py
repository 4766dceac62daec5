from aftercare.org.models.authority import AuthorityLimit, DecisionTime
from aftercare.org.models.certificate import Certificate
from aftercare.org.models.key import ApiKey, KeyUse
from aftercare.org.models.member import Member
from aftercare.org.models.merchant import Merchant, ReturnAddress, Shop
from aftercare.org.models.point import ServicePoint

__all__ = [
    "ApiKey",
    "AuthorityLimit",
    "Certificate",
    "DecisionTime",
    "KeyUse",
    "Member",
    "Merchant",
    "ReturnAddress",
    "ServicePoint",
    "Shop",
]
