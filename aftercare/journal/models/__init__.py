from aftercare.journal.models.answer import Answer
from aftercare.journal.models.aside import SetAside
from aftercare.journal.models.cursor import Cursor
from aftercare.journal.models.entry import Entry

__all__ = ["Answer", "Cursor", "Entry", "SetAside"]
