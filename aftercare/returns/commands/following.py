"""Returns that follow others: what came later of the same goods."""

from datetime import datetime

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.returns.models import Return


def note_follower(first: Return, rest: Return, *, by: Actor, at: datetime) -> None:
    """Write down on both that the later one is about a second parcel of the first."""
    Return.objects.filter(pk=rest.pk).update(follows=first)
    rest.follows = first
    after = {"number": rest.number}
    record(Fact("returns.return.follow_up", first.label, by, at, stream=first.stream, after=after))
    record(Fact("returns.return.follow_up", rest.label, by, at, stream=rest.stream, after={"number": first.number}))
