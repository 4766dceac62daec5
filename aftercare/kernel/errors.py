"""Refusals: a sentence for the person who asked, and a code for the machine that asked."""

from collections.abc import Mapping


class DomainError(Exception):
    """A rule said no. Nothing was changed. `field` names the answer to correct; `facts` fill the sentence."""

    code = "refused"
    status = 422

    def __init__(self, sentence: object, *, field: str = "", **facts: object) -> None:
        super().__init__(sentence)
        self.template = sentence
        self.field = field
        self.facts: Mapping[str, object] = facts

    @property
    def sentence(self) -> str:
        """The refusal in plain English; desks say it in the reader's language (`moves.refusals.say`)."""
        text = str(self.template)
        return text % self.facts if self.facts else text

    def __str__(self) -> str:
        return self.sentence


class NotAllowed(DomainError):
    """The actor has no right to this act."""

    code = "not_allowed"
    status = 403


class NotFound(DomainError):
    """There is no such record that the actor may see."""

    code = "not_found"
    status = 404


class Conflict(DomainError):
    """The record is no longer what the asker saw."""

    code = "conflict"
    status = 409


class IllegalMove(Conflict):
    """The record's state does not know this move."""

    code = "illegal_move"


class StalePage(Conflict):
    """Somebody changed the record after the asker had read it."""

    code = "stale"
