"""Why the return was decided so: what it keeps, and what an approval now would add."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from aftercare.returns.queries.detail import claimant_of
from aftercare.returns.queries.policies import terms_of
from aftercare.returns.rules.deciding import find_trigger
from aftercare.returns.terms import WITHOUT_GOODS, State
from aftercare.web.returns.file import File


def findings_of(file: File) -> list[Mapping[str, Any]]:
    """Each part of the decision; before the approval, when the money would go is found as of now."""
    returning = file.returning
    found: list[Mapping[str, Any]] = list(returning.decided.get("findings", []))
    if returning.kind in WITHOUT_GOODS or returning.state != State.SUBMITTED:
        return found
    return [*found, asdict(find_trigger(terms_of(file.policy), claimant_of(returning)))]
