"""The documentation page: made on the server from the OpenAPI document; it needs no script and no other host."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from aftercare.api.reference import read


class OperationsPage(DocsBase):
    """Every operation with its scopes, fields and answers."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page."""
        context = {"handbook": read(api.get_openapi_schema()), "document_url": self.get_openapi_url(api, kwargs)}
        return render(request, "api/docs.html", context)
