"""Merchants, their shops and return addresses."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.org.models import Merchant, ReturnAddress, Shop
from aftercare.rows.whole import whole


class CodeTaken(DomainError):
    """Another merchant or shop has this code."""

    code = "code_taken"


@whole()
def add_merchant(code: str, name: str, *, by: Actor, at: datetime) -> Merchant:
    """A new merchant; the code is what imports and the API call it by."""
    if Merchant.objects.filter(code=code).exists():
        raise CodeTaken(_("“%(code)s” is taken."), field="code", code=code)
    merchant = Merchant.objects.create(code=code, name=name)
    record(Fact("org.merchant.add", f"org.merchant:{merchant.pk}", by, at, after={"code": code, "name": name}))
    return merchant


@whole()
def edit_merchant(merchant: Merchant, *, name: str, is_active: bool, by: Actor, at: datetime) -> Merchant:
    """Change a merchant's name, or close it for new orders."""
    merchant = Merchant.objects.select_for_update().get(pk=merchant.pk)
    before = {"name": merchant.name, "is_active": merchant.is_active}
    merchant.name, merchant.is_active = name, is_active
    merchant.save()
    after = {"name": name, "is_active": is_active}
    record(Fact("org.merchant.edit", f"org.merchant:{merchant.pk}", by, at, before=before, after=after))
    return merchant


@whole()
def add_shop(merchant: Merchant, *, code: str, name: str, platform: str = "", by: Actor, at: datetime) -> Shop:
    """A new shop of a merchant."""
    if Shop.objects.filter(code=code).exists():
        raise CodeTaken(_("“%(code)s” is taken."), field="code", code=code)
    shop = Shop.objects.create(merchant=merchant, code=code, name=name, platform=platform.strip())
    after = {"code": code, "name": name, "platform": shop.platform}
    record(Fact("org.shop.add", f"org.shop:{shop.pk}", by, at, after=after))
    return shop


@whole()
def rename_shop(shop: Shop, name: str, *, platform: str | None = None, by: Actor, at: datetime) -> Shop:
    """Call a shop or its platform by another name; its code stays, since imports and the API know it by that."""
    shop = Shop.objects.select_for_update().get(pk=shop.pk)
    before = {"name": shop.name, "platform": shop.platform}
    shop.name, shop.platform = name, shop.platform if platform is None else platform.strip()
    shop.save(update_fields=["name", "platform"])
    after = {"name": name, "platform": shop.platform}
    record(Fact("org.shop.rename", f"org.shop:{shop.pk}", by, at, before=before, after=after))
    return shop


@whole()
def save_return_address(address: ReturnAddress, *, by: Actor, at: datetime) -> ReturnAddress:
    """Add or change a return address. Incomplete ones are kept, but cannot be given to a buyer."""
    if by.merchants is not None and address.merchant_id not in by.merchants:
        raise NotAllowed(_("This merchant is not yours."))
    kind = "org.return_address.edit" if address.pk else "org.return_address.add"
    address.save()
    parts = [
        "name",
        "contact",
        "phone",
        "country",
        "region",
        "city",
        "street",
        "postcode",
        "operator",
        "offers_pickup",
        "is_active",
    ]
    after = {part: getattr(address, part) for part in parts}
    record(Fact(kind, f"org.returnaddress:{address.pk}", by, at, after=after))
    return address
