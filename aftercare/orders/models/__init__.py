from aftercare.orders.models.account import Grant
from aftercare.orders.models.delay import DelayNotice, Lateness
from aftercare.orders.models.import_run import ImportRun
from aftercare.orders.models.order import Order, OrderLine
from aftercare.orders.models.promise import SellerPromise

__all__ = ["DelayNotice", "Grant", "ImportRun", "Lateness", "Order", "OrderLine", "SellerPromise"]
