"""What messages, channels, events and their states are called on screen."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftercare.notifications.models import Message
from aftercare.notifications.queries.messages import by_label
from aftercare.notifications.terms import BUYER, ChannelKind, DeliveryState, MailState, MessageState, Outcome, Why
from aftercare.web.kit.masking import mask
from aftercare.web.kit.parts import Text, Tone
from aftercare.web.words import ROLE, Word

CHANNEL_KIND: Mapping[str, Text] = {
    ChannelKind.BELL: _("Bell"),
    ChannelKind.EMAIL: _("E-mail"),
    ChannelKind.SMS: _("Text message"),
    ChannelKind.CHAT: _("Chat"),
}

EVENT: Mapping[str, Text] = {
    "received": _("Request received"),
    "approved": _("Request approved"),
    "refused": _("Request refused"),
    "scheduled": _("Pick-up scheduled"),
    "moved": _("Time moved"),
    "pickup_off": _("Pick-up did not take place"),
    "to_fetch": _("New goods to fetch"),
    "offer": _("Offer made"),
    "question_asked": _("Question asked"),
    "question_answered": _("Question answered"),
    "delayed": _("Order is late"),
    "uncounted": _("Goods lie uncounted"),
    "reminder": _("Reminder: goods due"),
    "on_the_way": _("Parcel on the way"),
    "goods_received": _("Goods received"),
    "refunded": _("Refund sent"),
    "replacement_shipped": _("Replacement shipped"),
    "done": _("Case done"),
    "sample_result": _("Result of a sample"),
    "complaint_answer": _("Answer to a complaint"),
    "cancelled": _("Request cancelled"),
    "unseen": _("Parcel not seen yet"),
    "lost": _("Parcel given up"),
    "made_good": _("Parcel lost by others"),
    "goods_owed": _("Old goods missing"),
    "lapsed": _("Request lapsed"),
    "reply": _("Message from a colleague"),
    "rate": _("Please rate"),
    "review_asked": _("Decision asked"),
    "refund_asked": _("Refund waits for finance"),
    "sent_back": _("Sent back by finance"),
    "to_pay": _("Refund to be paid"),
    "payout_failed": _("Gateway did not pay"),
    "buyer_wrote": _("Buyer wrote"),
    "assigned": _("Case assigned"),
    "overdue": _("Due soon or overdue"),
    "task_given": _("Task given to one"),
    "task_free": _("Task that nobody owes"),
    "handed_in": _("Task handed in"),
    "sent_on_call": _("Sent to a customer"),
    "called_back": _("Called back from a customer"),
    "answer_lost": _("Answer to a complaint did not arrive"),
    "off_duty": _("Taken off weekend duty"),
    "rest_given": _("Day of rest given"),
    "on_duty": _("Put on weekend duty"),
    "bare_day": _("Open with nobody on duty"),
    "rest_owed": _("Rest owed for a duty"),
    "rated_low": _("Low rating"),
    "bounced": _("Message came back"),
    "mail_waiting": _("Mail waits to be filed"),
    "endpoint_failing": _("Webhook switched off"),
    "digest": _("Digest"),
    "account": _("Sign-in"),
}

MESSAGE_STATE: Mapping[str, Word] = {
    MessageState.WAITING: Word(_("Waiting"), Tone.BLUE),
    MessageState.SENT: Word(_("Sent"), Tone.GREEN),
    MessageState.HELD: Word(_("Kept here"), Tone.AMBER),
    MessageState.DROPPED: Word(_("Not sent"), Tone.GREY),
    MessageState.BUNDLED: Word(_("In a digest"), Tone.GREY),
    MessageState.FAILED: Word(_("Failed"), Tone.RED),
    MessageState.BOUNCED: Word(_("Came back"), Tone.RED),
}

WHY: Mapping[str, Text] = {
    Why.NO_ADDRESS: _("No address is known."),
    Why.OPTED_OUT: _("The recipient does not want it."),
    Why.EXCLUDED: _("The address is excluded."),
    Why.UNDELIVERABLE: _("The address is known to be wrong."),
    Why.OVERTAKEN: _("It was no longer true when its hour came."),
    Why.OUR_ADDRESS: _("Our own address was refused."),
}

OUTCOME: Mapping[str, Word] = {
    Outcome.LOST: Word(_("The worker died, or is at it"), Tone.AMBER),
    Outcome.TAKEN: Word(_("Taken"), Tone.GREEN),
    Outcome.TRY_LATER: Word(_("Not now"), Tone.AMBER),
    Outcome.OUR_FAULT: Word(_("We are not let send"), Tone.RED),
    Outcome.UNCLEAR: Word(_("Unclear"), Tone.AMBER),
    Outcome.REFUSED: Word(_("Refused"), Tone.RED),
    Outcome.BAD_ADDRESS: Word(_("No such address"), Tone.RED),
}

MAIL_STATE: Mapping[str, Word] = {
    MailState.WAITING: Word(_("To be filed"), Tone.AMBER),
    MailState.FILED: Word(_("Filed"), Tone.GREEN),
    MailState.AUTOMATIC: Word(_("Automatic answer"), Tone.GREY),
    MailState.BOUNCE: Word(_("Came back"), Tone.RED),
    MailState.SET_ASIDE: Word(_("Set aside"), Tone.GREY),
}

DELIVERY_STATE: Mapping[str, Word] = {
    DeliveryState.WAITING: Word(_("Waiting"), Tone.BLUE),
    DeliveryState.DELIVERED: Word(_("Delivered"), Tone.GREEN),
    DeliveryState.FAILED: Word(_("Failed"), Tone.RED),
    DeliveryState.HELD: Word(_("Kept here"), Tone.AMBER),
}


def role_word(role: str) -> Text:
    """A role of the matrix in a word."""
    return _("Buyer") if role == BUYER else ROLE.get(role, role)


def event_word(code: str) -> Text:
    """An event in words; one that is no longer known shows its name."""
    return EVENT.get(code, code)


def sentences_of(labels: Iterable[str]) -> dict[str, str]:
    """“Request approved: e-mail to l•••@post.example” for messages, by their names; one that is purged says nothing."""
    return {label: _sentence(message) for label, message in by_label(labels).items()}


def _sentence(message: Message) -> str:
    kind = "phone" if message.channel == ChannelKind.SMS else "email"
    facts = {
        "event": event_word(message.event),
        "channel": CHANNEL_KIND[message.channel],
        "to": mask(message.address, kind) or "–",
    }
    said = gettext("%(event)s: %(channel)s to %(to)s") % facts
    return f"{said}. {WHY[message.why]}" if message.why in WHY else said
