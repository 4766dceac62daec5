"""Who sells in the demo company, what, and by which rules. All invented, with phones from ranges for fiction."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """Something sold; price in minor units, `hue` for its picture (0–359)."""

    sku: str
    name: str
    price_minor: int
    hue: int


@dataclass(frozen=True)
class Place:
    """A return address; an empty part makes it incomplete."""

    name: str
    contact: str
    phone: str
    country: str
    city: str
    street: str
    postcode: str = ""
    region: str = ""
    offers_pickup: bool = False


@dataclass(frozen=True)
class Seller:
    """A merchant with everything around him; numbers that are None were never set."""

    code: str
    name: str
    currency: str
    country: str
    language: str
    shops: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    products: tuple[Product, ...]
    window_days: int | None
    goods_due_days: int | None
    separate_people: bool = True


SELLERS: tuple[Seller, ...] = (
    Seller(
        "kestrel", "Kestrel Audio", "GBP", "GB", "en",
        (("kestrel-web", "Kestrel web shop"), ("kestrel-market", "Kestrel on the marketplace")),
        (
            Place("East returns hall", "Dock team", "+44 20 7946 0018", "GB", "Demo City", "88 Example Road",
                  "DE1 1MO", offers_pickup=True),
            Place("Repair counter", "Workshop", "+44 20 7946 0019", "GB", "Demo City", "90 Example Road", "DE1 1MO"),
        ),
        (
            Product("KA-K2-GR", "K2 headphones, graphite", 14900, 200),
            Product("KA-K2-SD", "K2 headphones, sand", 14900, 35),
            Product("KA-K2-TC", "Travel case K2", 2490, 15),
            Product("KA-S1-BK", "S1 shelf speaker, black", 22900, 260),
            Product("KA-EB-WH", "Pebble earbuds, white", 7990, 180),
            Product("KA-CB-2M", "Speaker cable, 2 m", 1290, 320),
        ),
        14, 7,
    ),
    Seller(
        "northlight", "Northlight Home", "GBP", "GB", "en",
        (("northlight-web", "Northlight web shop"),),
        (
            Place("Main warehouse", "Goods in", "+44 113 496 0120", "GB", "Sampleton", "4 Example Way", "SA4 2PL",
                  offers_pickup=True),
            Place("Overflow hall (not ready)", "", "", "GB", "Sampleton", ""),
        ),
        (
            Product("NL-LAMP-3", "Arc floor lamp", 11900, 45),
            Product("NL-RUG-S", "Wool rug 120 × 180", 18900, 10),
            Product("NL-MUG-4", "Stoneware mugs, set of 4", 3400, 95),
            Product("NL-THRO", "Herringbone throw", 4900, 150),
            Product("NL-CLOK", "Wall clock, oak", 5900, 28),
        ),
        30, 10,
    ),
    Seller(
        "brisa", "Casa Brisa", "EUR", "ES", "es",
        (("brisa-web", "Tienda Casa Brisa"),),
        (
            Place("Almacén central", "Devoluciones", "+34 600 000 010", "ES", "Villa Ejemplo", "Calle Ejemplo 12",
                  "00012", "Demostración", offers_pickup=True),
        ),
        (
            Product("CB-MANTEL", "Mantel de lino, crudo", 5400, 50),
            Product("CB-SABANA", "Juego de sábanas 150", 7900, 210),
            Product("CB-VELA", "Vela de azahar", 1850, 30),
            Product("CB-CESTA", "Cesta de esparto", 3200, 70),
            Product("CB-TOALLA", "Toallas de rizo, 3 piezas", 4600, 190),
        ),
        14, 10,
    ),
    Seller(
        "monte", "Monte Verde Outdoor", "EUR", "ES", "es",
        (("monte-web", "Monte Verde"),),
        (
            Place("Nave 3", "Recepción", "+34 600 000 011", "ES", "Villa Ejemplo", "Polígono Ejemplo, nave 3", "00013"),
        ),
        (
            Product("MV-TENT2", "Tienda de campaña, 2 personas", 18900, 130),
            Product("MV-MOCH40", "Mochila 40 L", 9900, 110),
            Product("MV-SACO5", "Saco de dormir, +5 °C", 12900, 240),
            Product("MV-BOT-42", "Botas de montaña, 42", 13900, 25),
        ),
        30, 14, separate_people=False,
    ),
    Seller(
        "lantern", "青灯书房", "CNY", "CN", "zh-hans",
        (("lantern-tm", "青灯书房旗舰店"),),
        (
            Place("东区退货仓", "收货组", "+86 139 0000 0100", "CN", "示例市", "示例路88号", "000088", "示例省",
                  offers_pickup=True),
        ),
        (
            Product("QD-PEN-M", "铱金钢笔 M 尖", 26800, 220),
            Product("QD-INK-50", "彩墨 50 毫升·松烟", 6800, 300),
            Product("QD-BOOK-A5", "线装笔记本 A5", 4500, 20),
            Product("QD-LAMP", "黄铜读书灯", 39900, 48),
            Product("QD-BAG", "帆布书袋", 12900, 160),
        ),
        7, 7,
    ),
    Seller(
        "plum", "梅子家居", "CNY", "CN", "zh-hans",
        (("plum-web", "梅子家居商城"),),
        (Place("南仓", "退货组", "+86 139 0000 0110", "CN", "示例市", "样例街6号院", "000006", "示例省"),),
        (
            Product("MZ-TEA-6", "青瓷茶具 6 件", 32800, 140),
            Product("MZ-FAN", "静音桌面风扇", 15900, 185),
            Product("MZ-QUILT", "桑蚕丝被 200×230", 89900, 340),
            Product("MZ-BOX-3", "竹编收纳盒 3 件", 9900, 65),
        ),
        None, None,
    ),
)  # fmt: skip

REASONS: tuple[dict[str, str], ...] = (
    {"en": "Changed my mind", "zh-hans": "不想要了", "zh-hant": "不想要了", "es": "He cambiado de opinión"},
    {"en": "Arrived damaged", "zh-hans": "收到时已破损", "zh-hant": "收到時已破損", "es": "Llegó dañado"},
    {"en": "Does not work", "zh-hans": "无法正常使用", "zh-hant": "無法正常使用", "es": "No funciona"},
    {"en": "Wrong item sent", "zh-hans": "发错商品", "zh-hant": "發錯商品", "es": "Enviaron otro artículo"},
    {"en": "Size or colour does not suit", "zh-hans": "尺寸或颜色不合适", "zh-hant": "尺寸或顏色不合適",
     "es": "Talla o color no adecuados"},
    {"en": "Not as described", "zh-hans": "与描述不符", "zh-hant": "與描述不符", "es": "No es como se describe"},
)  # fmt: skip

CARRIERS: dict[str, tuple[str, str]] = {
    "GB": ("Demo Post", "DP{:09d}GB"), "ES": ("Correo Ejemplo", "CE{:010d}"), "CN": ("示例快递", "SL{:012d}"),
}  # fmt: skip
"""Carrier and shape of the tracking number by country."""
