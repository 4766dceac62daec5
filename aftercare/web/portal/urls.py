"""The buyer's pages: with account, and on the way in without one."""

from django.urls import path

from aftercare.web.portal.case_urls import case_paths
from aftercare.web.portal.doors import by_number
from aftercare.web.portal.views import ask, find, lists, repair, swap
from aftercare.web.portal.wishes import by_account, by_knowledge

urlpatterns = [
    path("", lists.mine, name="portal-list"),
    path("orders/<int:order_id>/", by_account(ask.order), name="my-order"),
    path("orders/<int:order_id>/return/", by_account(ask.ask), name="my-order-return"),
    path("orders/<int:order_id>/exchange/", by_account(swap.exchange), name="my-order-exchange"),
    path("orders/<int:order_id>/difference/", by_account(swap.difference), name="my-order-difference"),
    path("orders/<int:order_id>/amount/", by_account(ask.amount), name="my-order-amount"),
    path("orders/<int:order_id>/repair/", by_account(repair.repair), name="my-order-repair"),
    path("find/", find.find, name="find-order"),
    path("find/orders/", find.found, name="found-orders"),
    path("find/<int:order_id>/", by_knowledge(ask.order), name="found-order"),
    path("find/<int:order_id>/return/", by_knowledge(ask.ask), name="found-order-return"),
    path("find/<int:order_id>/exchange/", by_knowledge(swap.exchange), name="found-order-exchange"),
    path("find/<int:order_id>/difference/", by_knowledge(swap.difference), name="found-order-difference"),
    path("find/<int:order_id>/amount/", by_knowledge(ask.amount), name="found-order-amount"),
    path("find/<int:order_id>/repair/", by_knowledge(repair.repair), name="found-order-repair"),
    *case_paths("<case:number>", by_number, "my", case_name="my-case"),
]
