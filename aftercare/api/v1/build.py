"""Version 1 put together."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from aftercare.api.auth import Key
from aftercare.api.docs import OperationsPage
from aftercare.api.openapi import completed
from aftercare.api.parsing import ExactParser
from aftercare.api.refusals import install
from aftercare.api.v1 import (
    addresses,
    articles,
    calls,
    care,
    complaints,
    couriers,
    deductions,
    duties,
    exchange_moves,
    files,
    foretelling,
    hotlines,
    interventions,
    moves,
    orders,
    payout_orders,
    points,
    policies,
    reasons,
    repairs,
    resending,
    return_batch,
    returns,
    warehouse,
    webhooks,
)

ABOUT = """\
Orders go in, returns come out. Every request carries a key in `Authorization: Bearer ac_…`; a key may do what its
scopes say, and a new key may do nothing. Amounts are decimal text ("732.80") in the currency beside them. Refusals are
`application/problem+json` with a sentence in the language of `Accept-Language`. A writing request with an
`Idempotency-Key` is done once, however often it is sent."""


class Api(NinjaAPI):
    """Tells the whole of what it answers, refusals included."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        self._documents: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The OpenAPI document, to be read only: it is the same for all, and making it takes a second."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._documents:
            self._documents[prefix] = completed(super().get_openapi_schema(path_prefix=prefix), self)
        return self._documents[prefix]

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """`returns_create`: the resource and what is done."""
        view = operation.view_func
        return f"{view.__module__.rsplit('.', maxsplit=1)[-1]}_{view.__name__}"


def build() -> NinjaAPI:
    """The API with every resource mounted."""
    api = Api(
        title="Aftercare",
        version="1",
        description=ABOUT,
        urls_namespace="api-v1",
        auth=Key(),
        parser=ExactParser(),
        docs=OperationsPage(),
    )
    install(api)
    for prefix, router in (
        ("/orders", orders.router),
        ("/returns", return_batch.router),
        ("/returns", foretelling.router),
        ("/returns/{number}", deductions.router),
        ("/returns", returns.router),
        ("/returns/{number}", moves.router),
        ("/returns/{number}", couriers.router),
        ("/returns/{number}", resending.router),
        ("/returns/{number}", exchange_moves.router),
        ("/returns/{number}/intervention", interventions.router),
        ("", care.router),
        ("", points.router),
        ("/warehouse", warehouse.router),
        ("/payout-orders", payout_orders.router),
        ("", policies.router),
        ("/articles", articles.router),
        ("/reasons", reasons.router),
        ("/return-addresses", addresses.router),
        ("/files", files.router),
        ("/tasks", duties.router),
        ("/repairs", repairs.router),
        ("/calls", calls.router),
        ("/complaints", complaints.router),
        ("/hotlines", hotlines.router),
        ("/webhooks", webhooks.router),
    ):
        api.add_router(prefix, router)
    return api


api = build()
