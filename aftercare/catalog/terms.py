"""The catalogue's words."""

from enum import StrEnum


class Cause(StrEnum):
    """At whose door a reason lays the return: the goods have a fault, or the buyer has changed his mind."""

    FAULT = "fault"
    MIND = "mind"
