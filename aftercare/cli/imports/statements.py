"""`aftercare import statement`."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from aftercare.billing.commands.statements import import_statement
from aftercare.cli.saying import Refusal, say
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.rights import Right

BOOKKEEPER = Actor(ActorKind.SYSTEM, 16, "Import, statements", frozenset({Right.STATEMENTS_SETTLE}))


def import_file(path: Path) -> None:
    """Take the file in and say what was found."""
    if not path.is_file():
        raise Refusal(f"There is no file {path}.")
    with path.open("rb") as source:
        content = source.read(settings.MAX_STATEMENT_BYTES + 1)
    taken = import_statement(content, path.name, by=BOOKKEEPER, at=timezone.now())
    if not taken.is_new:
        say(f"{path.name} was taken in before; nothing was changed.")
        return
    new = taken.statement.lines - taken.statement.known_lines
    say(f"{path.name}: {taken.statement.lines} lines, {new} new; {taken.matched} agree, {taken.differences} differ.")
