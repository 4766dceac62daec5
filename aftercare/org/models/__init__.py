from aftercare.org.models.key import ApiKey
from aftercare.org.models.member import Member
from aftercare.org.models.merchant import Merchant, ReturnAddress, Shop

__all__ = ["ApiKey", "Member", "Merchant", "ReturnAddress", "Shop"]
