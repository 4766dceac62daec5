"""Small files such as shops export them."""

import gzip
from pathlib import Path

OWN_HEAD = (
    "order_number,ordered_at,currency,sku,name,quantity,unit_price,customer,customer_name,customer_phone,line_discount,"
    "order_discount,freight,paid_at,shipped_at,signed_at,recipient,phone,address"
)
OWN = (
    "A-1,2026-03-02T09:00:00+00:00,EUR,KA-K2,K2 auriculares,2,10.00,wang,王小明,+34600000042,1.00,0.50,4.90,"
    "2026-03-02T09:05:00+00:00,2026-03-03,2026-03-05,王小明,+34600000042,Example Road 1",
    "A-1,2026-03-02T09:00:00+00:00,EUR,KA-TC,Travel case,1,5.01,wang,王小明,+34600000042,,0.50,4.90,"
    "2026-03-02T09:05:00+00:00,2026-03-03,2026-03-05,王小明,+34600000042,Example Road 1",
    "A-2,2026-03-02 10:00,JPY,KA-K3,K3,1,1200,,,,,,,,,,,,",
)

SHOP_HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
SHOP = (
    "536365,85123A,WHITE HEART HOLDER,6,2010-12-01T08:26:00,2.55,17850,United Kingdom",
    "536365,71053,WHITE METAL LANTERN,6,2010-12-01T08:27:00,3.39,17850,United Kingdom",
    "536365,POST,POSTAGE,2,2010-12-01T08:26:00,18.0,17850,United Kingdom",
    "536365,71053,WHITE METAL LANTERN,6,2010-12-01T08:27:00,3.39,17850,United Kingdom",
    "C536379,D,Discount,-1,2010-12-01T09:41:00,27.5,14527,United Kingdom",
    "536366,22633,HAND WARMER UNION JACK,6,2010-12-01T08:28:00,1.85,,United Kingdom",
    "536366,M,Manual,1,2010-12-01T08:28:00,9.99,,United Kingdom",
    "536414,22139,,56,2010-12-01T11:52:00,0.0,,United Kingdom",
    "536415,22139,RETROSPOT TEA SET,2,2010-12-01T11:53:00,0.0,12647,Germany",
    "536589,21777,,-10,2010-12-01T16:50:00,0.0,,United Kingdom",
    "A563185,B,Adjust bad debt,1,2010-12-02T14:50:00,11062.06,,United Kingdom",
    "536540,C2,CARRIAGE,1,2010-12-01T14:05:00,50.0,14911,EIRE",
    "536541,22139,TEA SET,two,2010-12-01T14:05:00,50.0,14911,EIRE",
    "536541,22138,TEA SET RED,1,2010-12-01T14:05:00,-4.0,14911,EIRE",
    "536541,22137,PLAYS Ø,1,2010-12-01T14:05:00,4.25,14911.0,EIRE",
)

NOTES_HEAD = (
    "InvoiceNo,InvoiceDate,CustomerID,Country,StockCode,Description,Quantity,UnitPrice,OrigInvoiceNo,OrigDate,OrigQty,"
    "OrigUnitPrice"
)


def note(number: str, sku: str, pieces: int, price: str, order: str, *, customer: str = "17850") -> str:
    """One row of a credit note of 20 December 2010."""
    return f"{number},2010-12-20 09:49:00,{customer},United Kingdom,{sku},NAME,{pieces},{price},{order},,,"


def written(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A file of these lines; gzipped when its name says so."""
    content = ("\n".join(lines) + "\n").encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def own_file(folder: Path, *lines: str) -> Path:
    """An export in our own format."""
    return written(folder / "orders.csv", OWN_HEAD, *(lines or OWN))


def shop_file(folder: Path, *lines: str) -> Path:
    """An export of the web shop, gzipped."""
    return written(folder / "shop.csv.gz", SHOP_HEAD, *(lines or SHOP))


def rejects_of(path: Path) -> list[str]:
    """The lines of a file of rejected lines, without its head."""
    return path.read_text(encoding="utf-8").splitlines()[1:] if path.exists() else []
