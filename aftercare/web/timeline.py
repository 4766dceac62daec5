"""One timeline of a case: what happened, what was said to the buyer, what colleagues noted, with the photos of each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aftercare.billing.lifecycle import DIFFERENCE, PAYOUT_ORDER
from aftercare.cases.models import Note
from aftercare.clocks.terms import Act
from aftercare.journal.models import Entry
from aftercare.kernel.actor import ActorKind
from aftercare.notifications.lifecycle import MESSAGE
from aftercare.web.decision_words import consent_words
from aftercare.web.entry_words import entry_word
from aftercare.web.kit.dates import day
from aftercare.web.kit.figures import listed, money
from aftercare.web.kit.parts import ItemKind, Photo, Text, TimelineItem, Tone
from aftercare.web.system_names import named
from aftercare.web.words import METHOD, PAY_METHOD, RULING, verdict_sentence

TOLD_BY_ANOTHER = frozenset(
    {
        "cases.case.open", "cases.case.goods_accepted", "cases.case.approved", "cases.case.sent_back",
        "cases.case.settled", "cases.case.ended_early", "billing.refund.ask", "billing.refund.ask_again",
        "billing.refund.approve",
        "billing.refund.send_back", "billing.refund.revoke", "billing.refund.pay", "returns.return.complete",
        "billing.refund.give_to_gateway", "billing.refund.take_back", "billing.payout_order.pay",
    }
)  # fmt: skip
"""Entries that repeat, for their own record, what a neighbouring entry already tells about the case."""

OF_OUR_TIMES = frozenset(
    {"cases.case.raise_priority", "cases.case.hand_to", "clocks.clock.late"} | {f"clocks.clock.{act}" for act in Act}
)
"""How we keep ourselves to our times."""

FOR_COLLEAGUES = (
    OF_OUR_TIMES
    | {"cases.note.internal", "cases.contact.reveal", "returns.return.verdict", "notifications.mail.file"}
    | {f"{MESSAGE.name}.{action}" for action in MESSAGE.moves}
)
"""Entries that a buyer never reads; nor those of the gateway and the bank. His messages he has in his own box."""

OF_THE_MONEY = frozenset(
    f"{table.name}.{action}" for table in (PAYOUT_ORDER, DIFFERENCE) for action in ("open", "find", *table.moves)
)
"""Entries about the way money takes between us, a gateway and the bank."""


@dataclass(frozen=True)
class Material:
    """What a timeline is made of. `photos` by the journal kind of the entry that they belong to.

    `told` says of messages, by the name that the journal has for them, what went to whom.
    """

    entries: Sequence[Entry]
    notes: Iterable[Note]
    currency: str
    photos: Mapping[str, Sequence[Photo]]
    told: Mapping[str, Text] = field(default_factory=dict)


def who_acted(actor: str, name: str) -> Text:
    """A colleague's name; a buyer is just the buyer, since his name is not for everybody who reads along."""
    return _("Buyer") if actor.startswith(f"{ActorKind.BUYER}:") else named(name)


def timeline(
    material: Material, *, for_buyer: bool = False, who: Callable[[str, str], Text] = who_acted
) -> list[TimelineItem]:
    """The items, newest first; for buyers without what colleagues keep to themselves. `who` names an actor."""
    notes = {f"cases.note:{note.pk}": note for note in material.notes}
    hidden = TOLD_BY_ANOTHER | (FOR_COLLEAGUES | OF_THE_MONEY if for_buyer else frozenset())
    told = [entry for entry in material.entries if entry.kind not in hidden]
    items = [_item(entry, notes.get(entry.subject), material, who(entry.actor, entry.actor_name)) for entry in told]
    return items[::-1]


def _item(entry: Entry, note: Note | None, material: Material, who: Text) -> TimelineItem:
    if note:
        return _said(note, who)
    word = entry_word(entry.kind)
    return TimelineItem(
        at=entry.at,
        kind=ItemKind.SYSTEM if entry.actor.startswith(f"{ActorKind.SYSTEM}:") else ItemKind.EVENT,
        who=who,
        title=word.label,
        body=str(material.told.get(entry.subject) or _body(entry, material.currency)),
        tone=word.tone if word.tone != Tone.GREY else None,
        icon=word.icon,
        photos=material.photos.get(entry.kind, ()),
    )


def _said(note: Note, who: Text) -> TimelineItem:
    is_message = note.for_buyer or note.from_buyer
    aside = _("to the buyer") if is_message else _("note, colleagues only")
    return TimelineItem(
        at=note.written_at,
        kind=ItemKind.MESSAGE if is_message else ItemKind.NOTE,
        who=who,
        body=note.text,
        aside="" if note.from_buyer else aside,
        ours=not note.from_buyer,
    )


def _body(entry: Entry, currency: str) -> str:
    teller = _BODIES.get(entry.kind)
    return teller(entry, currency) if teller else entry.note


def _asked(entry: Entry, currency: str) -> str:
    pieces = sum(int(line[1]) for line in entry.after.get("lines", []))
    amount = money(int(entry.after.get("asked_minor", 0)), currency)
    return ngettext("%(count)d piece, %(amount)s.", "%(count)d pieces, %(amount)s.", pieces) % {
        "count": pieces,
        "amount": amount,
    }


def _promised(entry: Entry, currency: str) -> str:
    total = int(entry.after.get("amount_minor", 0)) + int(entry.after.get("freight_minor", 0))
    words = _("%(amount)s promised.") % {"amount": money(total, currency)}
    consent = consent_words(str(entry.after.get("consent") or ""))
    return (
        words
        if not consent
        else _("%(words)s Agreed with the buyer: %(consent)s") % {"words": words, "consent": consent}
    )


def _of_gifts(entry: Entry, currency: str) -> str:
    minor = entry.after.get("gifts_back_minor", entry.after.get("deducted_minor", 0))
    return money(int(minor), currency)


def _accepted(entry: Entry, currency: str) -> str:
    total = money(int(entry.after.get("amount_minor", 0)), currency)
    if not entry.note:
        return _("As many pieces came as were promised, %(amount)s for the goods.") % {"amount": total}
    facts = {"difference": entry.note, "amount": total}
    return _("Promised and counted differ: %(difference)s. %(amount)s for the goods.") % facts


def _parcel(entry: Entry, _currency: str) -> str:
    facts = [
        METHOD.get(str(entry.after.get("method") or ""), ""),
        entry.after.get("carrier"),
        entry.after.get("tracking_number"),
    ]
    return listed(fact for fact in facts if fact)


def _day(entry: Entry, _currency: str) -> str:
    told = str(entry.after.get("pickup_on") or "")
    return day(date.fromisoformat(told)) if told else ""


def _paid(entry: Entry, currency: str) -> str:
    method = str(entry.after.get("method") or "")
    facts = {
        "amount": money(int(entry.after.get("amount_minor", 0)), currency),
        "method": PAY_METHOD.get(method, method),
        "reference": entry.after.get("reference", ""),
    }
    words = _("%(amount)s, %(method)s, reference %(reference)s.") % facts
    consent = entry.after.get("consent")
    told = {"words": words, "consent": consent}
    return _("%(words)s Agreed with the buyer: %(consent)s") % told if consent else words


def _decided(entry: Entry, _currency: str) -> str:
    return verdict_sentence(str(entry.after.get("review_rule") or ""))


def _looked_at(entry: Entry, _currency: str) -> str:
    parts = {"contact": _("Name"), "phone": _("Phone"), "address": _("Address")}
    return parts.get(str(entry.after.get("part")), "")


def _ruled(entry: Entry, _currency: str) -> str:
    ruling = RULING.get(str(entry.after.get("ruling")), "")
    return _("%(ruling)s: %(note)s") % {"ruling": ruling, "note": entry.note} if entry.note else str(ruling)


def _policy(entry: Entry, _currency: str) -> str:
    return str(entry.after.get("policy", ""))


_BODIES: dict[str, Callable[[Entry, str], str]] = {
    "returns.return.submit": _asked,
    "returns.return.approve": _promised,
    "returns.return.approve_again": _promised,
    "returns.return.inspect": _accepted,
    "returns.return.gifts_kept": _of_gifts,
    "returns.return.gifts_back": _of_gifts,
    "returns.return.ship": _parcel,
    "returns.return.correct_tracking": _parcel,
    "returns.return.book_pickup": _day,
    "billing.payout.record": _paid,
    "cases.contact.reveal": _looked_at,
    "returns.return.verdict": _decided,
    "cases.intervention.record": _ruled,
    **dict.fromkeys((kind for kind in OF_OUR_TIMES if kind.startswith("clocks.")), _policy),
}
