"""Return addresses to choose from when a return is approved."""

from ninja import Router
from pydantic import BaseModel

from aftercare.api.auth import Key
from aftercare.api.requests import KeyRequest
from aftercare.org.models import ReturnAddress
from aftercare.org.queries.merchants import addresses_visible_to
from aftercare.org.rights import Right

router = Router(tags=["return addresses"])


class AddressOut(BaseModel):
    """Where goods go back to."""

    id: int
    merchant: str
    name: str
    contact: str
    phone: str
    country: str
    region: str
    city: str
    street: str
    postcode: str
    offers_pickup: bool


class Addresses(BaseModel):
    """The return addresses in use, by merchant and name."""

    items: list[AddressOut]


@router.get(
    "", auth=Key(Right.RETURNS_REVIEW, Right.ADDRESSES_MANAGE), response=Addresses, summary="List return addresses"
)
def listing(request: KeyRequest) -> Addresses:
    """The addresses of the merchants that this key may see."""
    found = addresses_visible_to(request.actor).filter(is_active=True)
    return Addresses(items=[_out(address) for address in found])


_SAME = ("id", "name", "contact", "phone", "country", "region", "city", "street", "postcode", "offers_pickup")


def _out(address: ReturnAddress) -> AddressOut:
    return AddressOut(merchant=address.merchant.code, **{name: getattr(address, name) for name in _SAME})
