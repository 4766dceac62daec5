"""What tasks and duties are called."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from aftercare.duties.terms import AnsweredBy, CallChannel, Every, Rhythm, TaskKind, TaskState
from aftercare.web.kit.parts import Text, Tone
from aftercare.web.words import Word

TASK_KIND: Mapping[str, Text] = {
    TaskKind.REPORT: _("Report"),
    TaskKind.COMPLAINT_ANALYSIS: _("Analysis of complaints"),
    TaskKind.USE_TRACKING: _("Use tracking"),
    TaskKind.CONTACT: _("Contact with a customer"),
    TaskKind.WATCH: _("Look at a site's news"),
    TaskKind.SAMPLE_TEST: _("Sample test"),
    TaskKind.REPAIR: _("Repair"),
    TaskKind.DELIVERY: _("Delivery"),
    TaskKind.COMPLAINT: _("Complaint"),
    TaskKind.TRAINING: _("Training"),
    TaskKind.GUIDANCE: _("Guidance on use"),
    TaskKind.PLAN: _("Promotion plan"),
    TaskKind.AGENT_GOODS: _("Goods for a new agent"),
    TaskKind.CALL_OUT: _("Call for help"),
    TaskKind.LOANER: _("Loaner"),
}

TASK_STATE: Mapping[str, Word] = {
    TaskState.OPEN: Word(_("To do"), Tone.BLUE),
    TaskState.BEGUN: Word(_("Begun"), Tone.BLUE),
    TaskState.HELD: Word(_("Held up"), Tone.AMBER),
    TaskState.LENT: Word(_("With the customer"), Tone.AMBER),
    TaskState.REPAIRED: Word(_("Original repaired"), Tone.BLUE),
    TaskState.SENT: Word(_("Engineer on the way"), Tone.BLUE),
    TaskState.ON_SITE: Word(_("Engineer on site"), Tone.BLUE),
    TaskState.DONE: Word(_("Done"), Tone.GREEN),
    TaskState.DROPPED: Word(_("Dropped"), Tone.GREY),
    TaskState.MISSED: Word(_("Missed"), Tone.RED),
}

CALL_CHANNEL: Mapping[str, Text] = {
    CallChannel.PHONE: _("Phone"),
    CallChannel.EMAIL: _("E-mail"),
    CallChannel.CHAT: _("Chat"),
    CallChannel.DESK: _("At the counter"),
}

ANSWERED_BY: Mapping[str, Text] = {
    AnsweredBy.MESSAGE: _("Message to the customer"),
    AnsweredBy.CALL: _("Call, written down here"),
    AnsweredBy.CASE: _("Message on the case"),
}

EVERY: Mapping[str, Text] = {Every.MONTHS: _("Months"), Every.DAYS: _("Days")}


def rhythm_words(rhythm: Rhythm) -> str:
    """“every month”, “every 3 months”, “every 14 days”."""
    if rhythm.every == Every.MONTHS:
        return ngettext("every month", "every %(n)d months", rhythm.amount) % {"n": rhythm.amount}
    return ngettext("every day", "every %(n)d days", rhythm.amount) % {"n": rhythm.amount}
