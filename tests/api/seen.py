"""Which success codes the tests of the API have seen, by operation: every one that is documented, and no other."""

import os
import re
from functools import lru_cache
from pathlib import Path

from aftercare.api.v1.build import api
from tests.conftest import HOME_VARIABLE

Success = tuple[str, int]


@lru_cache(maxsize=1)
def documented() -> frozenset[Success]:
    """Operations with the success codes that the document names."""
    return frozenset(
        (f"{method.upper()} {path}", int(code))
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
        for code in map(str, operation["responses"])
        if code.startswith("2")
    )


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Addresses as they are asked for, those with fewest blanks first."""
    paths = sorted({operation.split()[1] for operation, _code in documented()}, key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), path) for path in paths]


def note(method: str, path: str, status: int) -> None:
    """Keep that an operation was answered with success; a code that the document does not name fails at once."""
    if not 200 <= status < 300:
        return
    known = next((name for pattern, name in _patterns() if pattern.fullmatch(path)), "")
    found = (f"{method} {known}", status)
    if not known or method not in {operation.split()[0] for operation, _code in documented()}:
        return
    assert found in documented(), f"{found} is not documented"
    with _kept().open("a") as kept:
        kept.write(f"{method} {known} {status}\n")


def unseen() -> list[Success]:
    """What is documented and was never answered in this run."""
    lines = _kept().read_text().splitlines() if _kept().exists() else []
    seen = {(operation, int(code)) for operation, _space, code in (line.rpartition(" ") for line in lines)}
    return sorted(documented() - seen)


def _kept() -> Path:
    """One file for all workers, beside the run's database; short lines added to it do not mix."""
    return Path(os.environ[HOME_VARIABLE]) / "api-successes"
