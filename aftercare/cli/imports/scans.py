"""`aftercare import scans`."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from aftercare.cli.saying import Refusal, say
from aftercare.flow.scans import take_file
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.rights import Right
from aftercare.parcels.queries.tracking import carrier_of_code

OPERATOR = Actor(ActorKind.SYSTEM, 17, "Import, scans", frozenset({Right.SCANS_RECORD}))


def import_file(path: Path, code: str) -> None:
    """Take the file in and say what became of every line."""
    carrier = carrier_of_code(code)
    if carrier is None:
        raise Refusal(f"There is no carrier “{code}”.")
    if not path.is_file():
        raise Refusal(f"There is no file {path}.")
    with path.open("rb") as source:
        content = source.read(settings.MAX_SCAN_FILE_BYTES + 1)
    file, is_new = take_file(carrier, content, path.name, by=OPERATOR, at=timezone.now())
    if not is_new:
        say(f"{path.name} was taken in before; nothing was changed.")
        return
    for line, sentence, facts in file.rejects:
        say(f"Line {line}: {sentence % facts}")
    say(f"{path.name}: {file.kept} scans kept, {file.known_before} known before, {len(file.rejects)} lines rejected.")
