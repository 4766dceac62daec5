"""A refusal beside the answer to correct: the domain's sentence becomes an error of the form, and the input is kept."""

from collections.abc import Mapping
from types import TracebackType

from django.core.exceptions import ValidationError
from django.forms import Form

from aftercare.kernel.errors import DomainError
from aftercare.moves.refusals import say

CORRECTABLE = (409, 413, 422)
"""Statuses that a person answers by looking again or typing something else; others are pages of their own."""


class refusals_into:
    """Catch a refusal and write it into the form, beside the field it names, or on top when the form has none such.

    `rename` maps the domain's names of answers to the form's fields.
    """

    def __init__(self, form: Form, *, rename: Mapping[str, str] | None = None) -> None:
        self.form = form
        self.rename = rename or {}

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, refusal: BaseException | None, _: TracebackType | None
    ) -> bool:
        if not isinstance(refusal, DomainError) or refusal.status not in CORRECTABLE:
            return False
        name = self.rename.get(refusal.field, refusal.field)
        told = ValidationError(say(refusal), code=refusal.code, params={"status": refusal.status})
        self.form.add_error(name if name in self.form.fields else None, told)
        return True


def form_status(form: Form) -> int:
    """The status of a page with this form: 200 when nothing is wrong, 409 when it was overtaken.

    413 when a file was too large, else 422.
    """
    if not form.is_bound or not form.errors:
        return 200
    told = [error for errors in form.errors.as_data().values() for error in errors]
    found = {(error.params or {}).get("status") for error in told}
    return next((status for status in (409, 413) if status in found), 422)
