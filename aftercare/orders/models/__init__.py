from aftercare.orders.models.account import Grant
from aftercare.orders.models.import_run import ImportRun
from aftercare.orders.models.order import Order, OrderLine

__all__ = ["Grant", "ImportRun", "Order", "OrderLine"]
