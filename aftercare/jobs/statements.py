"""Every night: statements that were put into the home's folder, then books against bank."""

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings

from aftercare.billing.commands.statements import import_statement, reconcile
from aftercare.kernel.actor import Actor, ActorKind
from aftercare.kernel.errors import DomainError
from aftercare.org.rights import Right

BOOKKEEPER = Actor(ActorKind.SYSTEM, 22, "Bank reconciliation", frozenset({Right.STATEMENTS_SETTLE}))

log = logging.getLogger(__name__)


def match_statements(*, at: datetime) -> int:
    """Take in what lies in the folder and compare; returns how many payouts were newly found missing at the bank."""
    for path in _files(settings.STATEMENT_FOLDER):
        try:
            with path.open("rb") as source:
                content = source.read(settings.MAX_STATEMENT_BYTES + 1)
            import_statement(content, path.name, by=BOOKKEEPER, at=at)
        except (OSError, DomainError) as refusal:
            log.warning("The statement %s was not taken in: %s", path.name, refusal)
    return reconcile(by=BOOKKEEPER, at=at)


def _files(folder: Path) -> list[Path]:
    """The CSV files, by name. One that is still being copied is refused as a whole, and read the night after."""
    return sorted(path for path in folder.glob("*.csv") if path.is_file()) if folder.is_dir() else []
