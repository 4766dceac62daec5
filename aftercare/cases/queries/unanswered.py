"""Buyers who wrote and wait for an answer."""

from django.db.models import QuerySet

from aftercare.cases.models import Case, Note
from aftercare.cases.queries.file import visible_to
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.rights import Right


def unanswered(actor: Actor) -> QuerySet[Case]:
    """The cases on which a buyer waits for our word, the one who waits longest first."""
    found = visible_to(actor).filter(unanswered_since__isnull=False).order_by("unanswered_since", "pk")
    return found if actor.may(Right.RETURNS_NOTE) else found.none()


def last_words(case_ids: list[int]) -> dict[int, Note]:
    """What the buyer wrote last on each of the cases, in one query."""
    rows = Note.objects.filter(case__in=case_ids, from_buyer=True).order_by("case", "-written_at", "-pk")
    return {note.case_id: note for note in rows.distinct("case")}


def last_of_colleagues(case: Case) -> Note | None:
    """What a person of ours wrote to the buyer last."""
    mine = Note.objects.filter(case=case, for_buyer=True, from_buyer=False, author__startswith=f"{ActorKind.MEMBER}:")
    return mine.order_by("-written_at", "-pk").first()


def is_written(case: Case, words: str) -> bool:
    """Whether just these words of ours stand on the buyer's page."""
    return Note.objects.filter(case=case, for_buyer=True, from_buyer=False, text=words).exists()
