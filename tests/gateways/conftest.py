"""The other end stands on this machine."""

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def gateways_may_be_private(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an operator would allow it."""
    monkeypatch.setattr(settings, "GATEWAY_MAY_BE_PRIVATE", True)
