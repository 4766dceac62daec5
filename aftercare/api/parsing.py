"""Reading JSON without losing a cent: numbers with a point become decimals, never floats."""

import json
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class ExactParser(Parser):
    """UTF-8 only; `NaN` and `Infinity` are no JSON."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's value; raises ValueError when it is none."""
        text = request.body.decode()
        value: dict[str, Any] = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
        return value


def _no_number(name: str) -> None:
    raise json.JSONDecodeError(f"{name} is no number", name, 0)
