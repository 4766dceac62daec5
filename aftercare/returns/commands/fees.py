"""What is taken off by rule: the service fee to which the buyer agreed when he asked, and at the count gifts that stay.

Each is written down like any other deduction, settled already, so that the review finds it and none serves twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import Conflict, DomainError
from aftercare.kernel.money import from_minor
from aftercare.returns.models import Deduction, Return, ReturnLine
from aftercare.returns.queries.deductions import agreed_fee
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.rules.asked import Decision, Finding
from aftercare.returns.rules.charging import CHARGED, FEE_LET_GO, without_consent
from aftercare.returns.rules.fees import spread
from aftercare.returns.rules.gifts import Charge
from aftercare.returns.terms import FOR_GIFTS, GIFTS_RULE, TOLD_TO_AGENT, Answer, ConsentWay
from aftercare.rows.commands import add

ON_HIS_PAGE = "service_fee"
"""Stands for the words of a buyer who ticked the box beside the amount; pages put it into the reader's language."""


_TOLD = ("words", "way", "rule")


class FeeChanged(Conflict):
    """The fee is another than the one to which the buyer agreed."""

    code = "fee_changed"


class ConsentUnclear(DomainError):
    """Nobody can tell how the buyer agreed."""

    code = "consent_unclear"


@dataclass(frozen=True)
class FeeBefore:
    """A fee that was agreed to with an earlier request: what is left of it for the goods that come now, in minor units
    by order line, and as what it was kept then; and what is found where nothing is left.
    """

    spared: Finding
    kept: Deduction | None = None
    left: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class FeeConsent:
    """The buyer's word that he agrees to a fee of so much, how he gave it, and what whoever noted it says of that.

    `before`: he gave it with an earlier request, of which these goods are the rest, and it holds for no other fee.
    """

    minor: int
    way: ConsentWay
    words: str = ""
    before: FeeBefore | None = None

    @property
    def kept_as(self) -> str:
        """How it stands on the return."""
        return self.words.strip()[:300] or ON_HIS_PAGE


def take_fee(
    decision: Decision, lines: Sequence[ReturnLine], consent: FeeConsent | None, *, currency: str, by: Actor
) -> Sequence[Finding]:
    """Take the agreed fee off the lines; the findings as they are to be kept. Refused when it is another by now."""
    if consent and consent.before:
        return _take_left(decision, lines, consent.before, currency=currency)
    if not decision.fee_minor or consent is None:
        return [without_consent(one) if _is_charged(one) else one for one in decision.findings]
    _check_way(consent, by)
    if decision.fee_minor > consent.minor:
        sentence = _("The service fee is %(amount)s. Agree to that, or ask without agreeing.")
        raise FeeChanged(sentence, field="fee", amount=from_minor(decision.fee_minor, currency))
    charged = [line for line in lines if line.sku not in decision.promised]
    _take_off(charged, min(decision.fee_minor, sum(line.amount_minor for line in charged)))
    return decision.findings


def _take_left(
    decision: Decision, lines: Sequence[ReturnLine], before: FeeBefore, *, currency: str
) -> Sequence[Finding]:
    """Take what is left of a fee that was agreed with an earlier request, and never what is promised whole by now."""
    taken = 0
    for line in lines:
        left = 0 if line.sku in decision.promised else min(before.left.get(line.order_line_id, 0), line.amount_minor)
        line.amount_minor -= left
        taken += left
    facts = {"minor": taken, "currency": currency, "of": sum(line.asked_minor for line in lines)}
    rule = before.kept.rule if before.kept else ""
    found = Finding("fee", CHARGED, rule, "fee_consent", facts) if taken else before.spared
    return [found if one.about == "fee" else one for one in decision.findings]


def agreed_words(decision: Decision, consent: FeeConsent | None) -> str:
    """How the buyer agreed to less than was asked for, as it stands on the return; empty where all goes back."""
    return consent.kept_as if consent and any(_is_charged(one) for one in decision.findings) else ""


def note_shares(returning: Return) -> None:
    """Keep what each line bears of the agreed fee, once the review has set the amounts: what comes later of a line
    bears what is left of that.
    """
    fee = agreed_fee(returning)
    if fee and fee.used_minor:
        borne = {line.order_line_id: line.asked_minor - line.amount_minor for line in lines_of(returning)}
        fee.shares = [[pk, minor] for pk, minor in borne.items() if minor]
        fee.save(update_fields=["shares"])


def keep_taken(
    returning: Return,
    lines: Sequence[ReturnLine],
    decision: Decision,
    consent: FeeConsent | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Write down the fee that was taken off, by whom and how it was agreed: what the lines lack, and no more."""
    fee = next((one for one in decision.findings if _is_charged(one)), None)
    taken = sum(line.asked_minor - line.amount_minor for line in lines)
    if fee and consent and taken:
        agreed = {
            "amount_minor": taken,
            "words": consent.kept_as,
            "way": str(consent.way),
            "rule": fee.rule,
        }
        first = consent.before.kept if consent.before else None
        agreed |= {"answered_at": first.answered_at, "answered_by": first.answered_by} if first else {}
        _keep(returning, "fee_carried" if first else "fee_agreed", Answer.AGREED, agreed, by=by, at=at)


def keep_gifts(returning: Return, charge: Charge, *, by: Actor, at: datetime) -> None:
    """Write down what is taken off for gifts that stay: due by law, and nobody's consent."""
    if charge.minor:
        taken = {"amount_minor": charge.minor, "used_minor": charge.minor, "gifts": sorted(charge.pieces.items())}
        told = {**taken, "words": FOR_GIFTS, "rule": GIFTS_RULE}
        _keep(returning, "gifts_kept", Answer.DUE, told, by=by, at=at)


def _keep(returning: Return, what: str, answer: Answer, told: dict[str, Any], *, by: Actor, at: datetime) -> None:
    row = Deduction(
        returning=returning,
        currency=returning.currency,
        asked_at=at,
        asked_by=by.key,
        asked_by_name=by.name,
        answer=answer,
        **{"answered_at": at, "answered_by": by.key, **told},
    )
    add(row)
    after = {"deducted_minor": row.amount_minor, **{name: told[name] for name in _TOLD if name in told}}
    record(Fact(f"returns.return.{what}", returning.label, by, at, stream=returning.stream, after=after))


def _take_off(lines: Sequence[ReturnLine], minor: int) -> None:
    for line, part in zip(lines, spread(minor, [line.amount_minor for line in lines]), strict=True):
        line.amount_minor -= part


def as_agreed(amounts: Mapping[int, int], lines: Sequence[ReturnLine]) -> dict[int, int]:
    """What goes back for each line: what the reviewer said, else what is left of it after the agreed fee."""
    return {**{line.pk: line.amount_minor for line in lines}, **amounts}


def as_taken(returning: Return, decided: Mapping[str, Any]) -> dict[str, Any]:
    """What a return keeps of the decision after its review: of the agreed fee what was taken, or that it was let go."""
    fee = agreed_fee(returning)
    if fee is None or fee.used_minor == fee.amount_minor:
        return dict(decided)
    found = [_taken_of(one, fee.used_minor) if _is_told_charged(one) else one for one in decided["findings"]]
    return {**decided, "findings": found}


def _taken_of(told: Mapping[str, Any], used_minor: int) -> dict[str, Any]:
    if not used_minor:
        return {**told, "answer": "none", "rule": FEE_LET_GO, "near": ""}
    return {**told, "facts": {**told["facts"], "minor": used_minor}}


def _is_told_charged(told: Mapping[str, Any]) -> bool:
    return bool(told["about"] == "fee" and told["answer"] == CHARGED)


def _is_charged(finding: Finding) -> bool:
    return finding.about == "fee" and finding.answer == CHARGED


def _check_way(consent: FeeConsent, by: Actor) -> None:
    """A buyer speaks for himself; whoever writes it down for him says how he heard it."""
    if by.customer is not None:
        if consent.way != ConsentWay.PAGE:
            raise ConsentUnclear(_("Only you yourself can agree here."), field="fee")
    elif consent.way not in TOLD_TO_AGENT or not consent.words.strip():
        raise ConsentUnclear(_("Note how and when the buyer agreed to the service fee."), field="fee_words")
