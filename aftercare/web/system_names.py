"""What the system calls itself where it acts by a rule; the journal keeps the English name."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from aftercare.web.kit.parts import Text

_NAMES: Mapping[str, Text] = {
    "Approval within the agent's limit": _("Approval within the agent's limit"),
    "Automatic approval": _("Automatic approval"),
    "Automatic review": _("Automatic review"),
    "Bank reconciliation": _("Bank reconciliation"),
    "Carrier scans": _("Carrier scans"),
    "Clock": _("Clock"),
    "Duties": _("Duties"),
    "First decision": _("First decision"),
    "Import": _("Import"),
    "Import, cashier": _("Import, cashier"),
    "Import, dock": _("Import, dock"),
    "Import, finance": _("Import, finance"),
    "Import, request": _("Import, request"),
    "Import, review": _("Import, review"),
    "Import, scans": _("Import, scans"),
    "Import, statements": _("Import, statements"),
    "Marketplace": _("Marketplace"),
    "Payout gateway": _("Payout gateway"),
    "Reader of the journal": _("Reader of the journal"),
    "Receipt timer": _("Receipt timer"),
    "Second parcel": _("Second parcel"),
    "Service point": _("Service point"),
}


def named(name: str) -> Text:
    """The name in the reader's language where it is one of these; people's names stay."""
    return _NAMES.get(name, name)
