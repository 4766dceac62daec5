"""A merchant, and keys for everybody."""

import pytest

from tests.api.client import Crew, crew
from tests.factories.shop import Scene, scene


@pytest.fixture
def place(db: None) -> Scene:
    """A merchant that can take goods back."""
    return scene()


@pytest.fixture
def keys(db: None) -> Crew:
    """Keys for every part of a return."""
    return crew()
