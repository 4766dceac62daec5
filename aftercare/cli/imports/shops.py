"""Into which shop a file goes, and what a shop that is made for it needs."""

from datetime import datetime

from aftercare.cli.imports.mappings import Mapping
from aftercare.cli.saying import Refusal
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.commands.merchants import add_merchant, add_shop, save_return_address
from aftercare.org.models import Merchant, ReturnAddress, Shop
from aftercare.org.rights import Right
from aftercare.rows.whole import whole

IMPORTER = Actor(ActorKind.SYSTEM, 1, "Import", frozenset({Right.ORDERS_PUSH}))


def shop_for(code: str, mapping: Mapping | None, *, at: datetime) -> Shop:
    """The shop named, else the mapping's own (made when it is missing), else the only one; raises Refusal."""
    wanted = code or (mapping.shop if mapping else "")
    found = Shop.objects.select_related("merchant").order_by("code")
    if not wanted:
        shops = list(found[:2])
        if len(shops) == 1:
            return shops[0]
        raise Refusal(f"Say which shop with --shop. {_known()}")
    shop = found.filter(code=wanted).first()
    if shop:
        return shop
    if mapping and wanted == mapping.shop:
        return _make(mapping, at=at)
    raise Refusal(f"There is no shop “{wanted}”. {_known()}")


def _known() -> str:
    codes = list(Shop.objects.order_by("code").values_list("code", flat=True)[:20])
    return f"There are: {', '.join(codes)}." if codes else "There is none yet; add one in the settings."


@whole()
def _make(mapping: Mapping, *, at: datetime) -> Shop:
    """The mapping's own shop, with a return address that goods of an example can be sent to."""
    known = Merchant.objects.filter(code=mapping.shop).first()
    merchant = known or add_merchant(mapping.shop, mapping.shop_name, by=IMPORTER, at=at)
    shop = add_shop(merchant, code=mapping.shop, name=mapping.shop_name, by=IMPORTER, at=at)
    address = ReturnAddress(
        merchant=merchant,
        name="Returns",
        contact=mapping.shop_name,
        phone="+44 20 7946 0100",
        country="GB",
        city="London",
        street="1 Example Road",
    )
    save_return_address(address, by=IMPORTER, at=at)
    return shop
