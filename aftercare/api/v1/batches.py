"""Many things in one request: what cannot be understood is told apart from the others, which are taken all the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from aftercare.api.faults import faults_of
from aftercare.api.problems import Fault

MOST_IN_A_BATCH = 500


@dataclass(frozen=True)
class Unread:
    """An entry of a batch that could not be understood."""

    entry: Mapping[str, object]
    fault: Fault

    def told(self, name: str) -> str:
        """What it says of itself, as far as it can be said back."""
        value = self.entry.get(name)
        return value[:60] if isinstance(value, str) else ""


def _or_fault(value: object, read: ValidatorFunctionWrapHandler) -> object:
    try:
        return read(value)
    except ValidationError as error:
        fault = faults_of(error.errors(include_url=False), skipped=0)[0]
        return Unread(value if isinstance(value, dict) else {}, fault)


OR_UNREAD = WrapValidator(_or_fault)
"""Lets an entry be `Unread` instead of refusing the whole request."""
