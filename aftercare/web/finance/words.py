"""What became of each question to a payout gateway, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from aftercare.billing.terms import Asking, Outcome
from aftercare.web.kit.parts import Text

ATTEMPT: Mapping[str, Text] = {
    Outcome.LOST: _("No trace of an answer: the worker was interrupted"),
    Outcome.NOT_SENT: _("Nobody could be reached; nothing was sent"),
    Outcome.BLOCKED: _("Not sent: the address is not allowed"),
    Outcome.SILENT: _("No clear answer"),
    Outcome.UNKNOWN: _("The gateway knows nothing of it"),
    Outcome.PENDING: _("The gateway is working on it"),
    Outcome.REFUSED: _("Refused"),
    Outcome.PAID: _("Paid"),
}
"""What an attempt with a payout gateway came to."""

ATTEMPTED: Mapping[str, Text] = {Asking.PAY: _("Asked to pay"), Asking.STATUS: _("Asked how it stands")}
