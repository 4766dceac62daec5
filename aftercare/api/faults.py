"""What is wrong with a request's fields, in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from aftercare.api.problems import Fault

SENTENCES: Mapping[str, str] = {
    "missing": _("This is required."),
    "extra_forbidden": _("There is no such field."),
    "empty": _("This must not be empty."),
    "string_too_short": _("Write at least %(min_length)d characters."),
    "string_too_long": _("Write at most %(max_length)d characters."),
    "string_pattern_mismatch": _("This is not written as expected (%(pattern)s)."),
    "greater_than_equal": _("This must not be below %(ge)s."),
    "less_than_equal": _("This must not be above %(le)s."),
    "enum": _("Choose one of: %(expected)s."),
    "literal_error": _("Choose one of: %(expected)s."),
    "timezone_aware": _("Write a time with its zone, like 2026-03-02T09:00:00Z."),
    "too_short": _("Give at least %(min_length)d entries."),
    "too_long": _("Give at most %(max_length)d entries."),
    "unusable_text": _("This text contains characters that cannot be kept."),
    "one_name": _("Name the line by either its position or its SKU."),
    "bad_cursor": _("This cursor is not one of ours. Start again from the first page."),
}

BY_BEGINNING: Mapping[str, str] = {
    "string": _("Write text here."),
    "int": _("Write a whole number."),
    "bool": _("Write true or false."),
    "datetime": _("Write a time with its zone, like 2026-03-02T09:00:00Z."),
    "date": _("Write a date, like 2026-03-02."),
    "uuid": _("This is not the id of a file."),
    "list": _("Write a list here."),
    "model": _("Write an object with named fields here."),
    "dict": _("Write an object with named fields here."),
}


def faults_of(errors: Sequence[Mapping[str, Any]], *, skipped: int = 1) -> list[Fault]:
    """Each error that pydantic found, with the path of its field and a sentence in the reader's language.

    The first `skipped` parts of the place say only where in the request it stood, not what the client calls it.
    """
    return [_fault(error, path_of(error["loc"][skipped:])) for error in errors]


def _fault(error: Mapping[str, Any], path: str) -> Fault:
    if error["type"] == "missing" and not path:
        return Fault(field="", detail=gettext("Send a JSON object as the body, with its length in Content-Length."))
    return Fault(field=path, detail=sentence_of(error))


def path_of(place: Sequence[str | int]) -> str:
    """`("lines", 0, "sku")` is `lines[0].sku`."""
    path = ""
    for part in place:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")


def sentence_of(error: Mapping[str, Any]) -> str:
    """The fault in words."""
    kind = str(error["type"])
    if kind in {"too_short", "too_long"} and error["ctx"]["field_type"] != "List":
        kind = f"string_{kind}"  # of a text that was looked at by a check of ours first
    if kind in {"too_short", "string_too_short"} and error["ctx"]["min_length"] == 1:
        kind = "empty"
    known = SENTENCES.get(kind) or BY_BEGINNING.get(kind.split("_", maxsplit=1)[0])
    if known is None:
        return gettext("This value cannot be used.")
    sentence: str = gettext(known) % error.get("ctx", {})
    return sentence
