"""Whether words on a case, or an answer sent, really reach who complained: followed as the journal is read."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from aftercare.cases.models import Note
from aftercare.duties.commands.answering import answered_on, lose_answer
from aftercare.duties.queries.tasks import complaint_of, complaints_about, unanswered_among
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.notifications.models import Message
from aftercare.notifications.queries.reach import (
    ANSWER,
    REPLY,
    cause_of,
    is_fresh,
    is_reply_on_its_way,
    is_reply_sent,
    may_still_arrive,
)

WRITTEN = "cases.note.message"
CAME_TO_NOTHING = tuple(f"notifications.message.{end}" for end in ("fail", "drop", "bounce"))


def follow_answers(entries: Sequence[Entry]) -> None:
    """A message that goes answers the complaints about its case; one that came to nothing answers them no more."""
    awaited = unanswered_among({entry.stream for entry in entries if _is_colleagues(entry)})
    for entry in entries:
        if entry.kind in CAME_TO_NOTHING:
            _came_to_nothing(entry)
        elif entry.stream in awaited and _is_colleagues(entry):
            _written(entry)


def lose_untold(entries: Sequence[Entry], *, at: datetime) -> None:
    """Words that are read when they are too old to be told: whoever counted them as an answer was too early."""
    old = [entry for entry in entries if _is_colleagues(entry) and not is_fresh(entry.at, at)]
    for entry in old:
        if not is_reply_on_its_way(entry.pk):
            # One that was answered before this was written was answered by something else, maybe in the same words.
            for task in complaints_about(entry.stream).filter(answered_at__gte=entry.at):
                lose_answer(task, _words_of(entry), "", by=SYSTEM, at=at)


def _is_colleagues(entry: Entry) -> bool:
    return entry.kind == WRITTEN and entry.actor.startswith(f"{ActorKind.MEMBER}:")


def _written(entry: Entry) -> None:
    note = Note.objects.select_related("case__customer__member").filter(pk=_number(entry.subject)).first()
    if note is None or not _goes(entry, note):
        return
    who = Actor(ActorKind.MEMBER, _number(entry.actor), entry.actor_name)
    answered_on(entry.stream, note.text, written_at=note.written_at, by=who, at=note.written_at)


def _goes(entry: Entry, note: Note) -> bool:
    """Of an entry that is read late, after it was set aside, a message may have gone long ago."""
    return is_reply_on_its_way(entry.pk) or is_reply_sent(note.case, written_at=entry.at, at=timezone.now())


def _came_to_nothing(entry: Entry) -> None:
    message = Message.objects.filter(pk=_number(entry.subject), event__in=(ANSWER, REPLY)).first()
    if message is None or not cause_of(message).isdecimal() or may_still_arrive(message):
        return
    cause = Entry.objects.filter(pk=int(cause_of(message))).first()
    if cause is None:
        return
    words = _words_of(cause)
    tasks = complaints_about(cause.stream) if message.event == REPLY else complaint_of(cause.stream)
    for task in tasks:
        lose_answer(task, words, message.said, by=SYSTEM, at=entry.at)


def _words_of(cause: Entry) -> str:
    if cause.kind != WRITTEN:
        return str(cause.after.get("said", ""))
    return Note.objects.filter(pk=_number(cause.subject)).values_list("text", flat=True).first() or ""


def _number(name: str) -> int:
    return int(name.rpartition(":")[2])
