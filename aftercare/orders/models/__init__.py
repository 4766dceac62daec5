from aftercare.orders.models.account import Grant
from aftercare.orders.models.order import Order, OrderLine

__all__ = ["Grant", "Order", "OrderLine"]
