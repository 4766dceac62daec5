"""Everything a buyer's case page shows, gathered once; no query and no decision hides in the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aftercare.billing.models import Charge, Payout
from aftercare.billing.queries.charges import charges_of_case, standing
from aftercare.billing.queries.refunds import payout_of_case
from aftercare.billing.terms import ChargeState
from aftercare.cases.queries.file import notes_of
from aftercare.cases.terms import Kind
from aftercare.clocks.queries.running import promised_to_customer
from aftercare.journal.queries.history import history_of_case
from aftercare.notifications.queries.facts import rate_mark
from aftercare.org.models import ServicePoint
from aftercare.org.queries.points import points_taking
from aftercare.parcels.models import Label, Pickup
from aftercare.parcels.queries.pickups import live_pickup
from aftercare.quality.queries.ratings import hindrance_of
from aftercare.returns.commands.deducting import IN_REVIEW
from aftercare.returns.models import CompensationOffer, Deduction, Dispatch, Evidence, Fetch, Return, ReturnLine
from aftercare.returns.queries.compensating import open_offer
from aftercare.returns.queries.deductions import open_deduction
from aftercare.returns.queries.detail import actions_for, evidence_of, lines_of, policy_of
from aftercare.returns.queries.dispatching import dispatch_actions, dispatches_of_case
from aftercare.returns.queries.fetching import choices_of, fetch_of
from aftercare.returns.queries.freight import label_for, may_have_label, way_back_of
from aftercare.returns.terms import WITHOUT_GOODS, FetchState, State
from aftercare.web.buyer_words import WAY_BACK, WAY_BACK_OF, told_to_buyer
from aftercare.web.kit import dates
from aftercare.web.kit.parts import Photo, Step, Text, TimelineItem
from aftercare.web.money_words import CHARGE_PURPOSE, CHARGE_STATE
from aftercare.web.portal import story
from aftercare.web.portal.doors import Door
from aftercare.web.portal.hero import ENDED, Hero, Matter, hero
from aftercare.web.promise_words import METRIC
from aftercare.web.tracking import ParcelRow, parcel_rows
from aftercare.web.words import PAY_METHOD, Word

MOST_POINTS = 20
SLIP_STATES = (State.APPROVED, State.PICKUP_BOOKED, State.IN_TRANSIT)


@dataclass(frozen=True)
class ChargeLine:
    """What the buyer was asked to pay, with the words for it."""

    charge: Charge
    purpose: Text
    word: Word


@dataclass(frozen=True)
class CasePage:
    """A case as its buyer sees it. The flags say which moves are his now."""

    door: Door
    returning: Return
    hero: Hero
    steps: Sequence[Step]
    lines: Sequence[ReturnLine]
    why: Sequence[str]
    told: Sequence[str]
    foreseen: story.Foreseen | None
    photos: Sequence[Photo]
    timeline: Sequence[TimelineItem]
    reason: str
    actions: frozenset[str]
    offers_pickup: bool
    dispatch: Dispatch | None
    charges: Sequence[ChargeLine]
    can_confirm: bool
    parcels: Sequence[ParcelRow]
    pickup: Pickup | None
    points: Sequence[ServicePoint]
    today: date
    offer: CompensationOffer | None = None
    promised: str = ""
    deduction: Deduction | None = None
    rate_url: str = ""
    fetch: Fetch | None = None
    can_choose_point: bool = False
    way_back: Text = ""
    label: Label | None = None
    can_have_label: bool = False

    @property
    def label_url(self) -> str:
        """Where the label is made; printed once there is one."""
        return self.door.label_url if self.label else self.door.url("label")

    @property
    def shows_code(self) -> bool:
        """The code is the buyer's alone."""
        return self.fetch is not None and self.fetch.state == FetchState.WAITING and not self.door.is_colleague

    @property
    def code(self) -> str:
        """The code in two halves, as it is read out."""
        said = self.fetch.code if self.fetch else ""
        return f"{said[:4]} {said[4:]}"

    @property
    def fetch_url(self) -> str:
        return self.door.url("fetch")

    @property
    def is_exchange(self) -> bool:
        """Whether other goods are given for those that come back."""
        return self.returning.is_swap

    @property
    def confirm_url(self) -> str:
        return self.door.url("confirm")

    @property
    def can_ship(self) -> bool:
        return "ship" in self.actions

    @property
    def can_correct(self) -> bool:
        return "correct_tracking" in self.actions

    @property
    def can_cancel(self) -> bool:
        return "cancel" in self.actions

    @property
    def can_book(self) -> bool:
        """A courier may be booked: the address offers one, and there is a parcel to fetch."""
        return "book_pickup" in self.actions and self.offers_pickup and not self.returning.not_received

    @property
    def is_reminded(self) -> bool:
        """Whether the goods are due soon and were not sent yet."""
        return self.returning.state == State.APPROVED and self.returning.reminded_at is not None

    @property
    def is_pickup_past(self) -> bool:
        """Whether the courier's day has come, so that he may have failed to."""
        return self.pickup is not None and self.pickup.day <= self.today

    @property
    def pickup_change_url(self) -> str:
        return self.door.url("pickup-change")

    @property
    def pickup_off_url(self) -> str:
        return self.door.url("pickup-off")

    @property
    def pickup_missed_url(self) -> str:
        return self.door.url("pickup-missed")

    @property
    def has_goods(self) -> bool:
        """Whether goods come back, or money alone goes."""
        return self.returning.kind not in WITHOUT_GOODS

    @property
    def shows_address(self) -> bool:
        """Where to send the goods is worth reading as long as they are not here."""
        return bool(self.returning.return_text) and self.returning.state in SLIP_STATES

    @property
    def shows_account(self) -> bool:
        """A promise of money is shown unless the case ended without one."""
        return self.returning.state not in ENDED

    @property
    def can_write(self) -> bool:
        return not self.door.is_colleague

    @property
    def slip_url(self) -> str:
        """The slip goes into the parcel, so it is of no use once the parcel has left, and none to who refused it."""
        useful = self.returning.state in SLIP_STATES[:2] and self.has_goods and not self.returning.not_received
        return self.door.slip_url if useful else ""

    @property
    def ship_url(self) -> str:
        return self.door.url("ship")

    @property
    def correct_url(self) -> str:
        return self.door.url("correct")

    @property
    def pickup_url(self) -> str:
        return self.door.url("pickup")

    @property
    def cancel_url(self) -> str:
        return self.door.url("cancel")

    @property
    def deduction_url(self) -> str:
        return self.door.url("deduction")

    @property
    def accept_url(self) -> str:
        return self.door.url("accept")

    @property
    def decline_url(self) -> str:
        return self.door.url("decline")

    @property
    def message_url(self) -> str:
        return self.door.url("message")


def case_page(door: Door, now: datetime) -> CasePage:
    """The page of a case."""
    returning = door.returning
    evidence = evidence_of(returning)
    notes = notes_of(returning.case_id, for_buyer_only=True)
    lines = lines_of(returning)
    entries = list(history_of_case(returning.case_id))
    address = returning.return_address
    actions = actions_for(door.actor, returning, policy_of(returning.merchant_id))
    is_exchange = returning.kind == Kind.EXCHANGE
    dispatch = next(reversed(dispatches_of_case(returning.case_id)), None) if is_exchange else None
    charges = standing(charges_of_case(returning.case_id)) if is_exchange else []
    fetch = fetch_of(returning.case_id) if is_exchange else None
    payout = payout_of_case(returning.case_id)
    owed = sum(charge.amount_minor for charge in charges if charge.state == ChargeState.DUE)
    return CasePage(
        door=door,
        returning=returning,
        hero=hero(Matter(returning, payout, now, dispatch, owed, fetch)),
        steps=story.steps(returning, now, entries, dispatch),
        dispatch=dispatch,
        charges=[ChargeLine(one, CHARGE_PURPOSE[one.purpose], CHARGE_STATE[one.state]) for one in charges],
        can_confirm=fetch is None and dispatch is not None and "confirm" in dispatch_actions(door.actor, dispatch),
        lines=lines,
        why=story.why_lowered(returning, lines),
        told=_told(returning, payout),
        foreseen=story.foreseen(returning),
        photos=[_photo(door, one) for one in evidence],
        timeline=story.timeline(returning, entries, notes, _by_entry(door, evidence)),
        reason=returning.reason.label_in(get_language() or "en"),
        actions=frozenset(actions),
        offers_pickup=address is not None and address.offers_pickup,
        parcels=parcel_rows(returning.case_id),
        pickup=live_pickup(returning.case_id),
        points=list(points_taking(returning.merchant_id)[:MOST_POINTS]) if "ship" in actions else [],
        today=timezone.localdate(now),
        offer=open_offer(returning) if "cancel" in actions else None,
        promised=_promised(returning.stream, now),
        fetch=fetch,
        can_choose_point=is_exchange and not door.is_colleague and bool(choices_of(returning)),
        way_back=_way_back(returning),
        label=label_for(returning),
        can_have_label="ship" in actions and may_have_label(returning),
        rate_url=_rate_url(door, now),
        deduction=open_deduction(returning) if returning.state in IN_REVIEW else None,
    )


def _told(returning: Return, payout: Payout | None) -> list[str]:
    """Which rules hold for the buyer; where he agreed to another way for his money, that instead of the law's."""
    findings = returning.decided.get("findings", [])
    if payout is None or not payout.consent:
        return told_to_buyer(findings)
    told = {"way": PAY_METHOD.get(payout.method, payout.method)}
    return [
        *told_to_buyer(findings, went_otherwise=True),
        _("With your consent your money went another way than you paid: %(way)s.") % told,
    ]


def _rate_url(door: Door, now: datetime) -> str:
    """Where the buyer says how it was; empty while, or when no longer, he can."""
    case = door.returning.case
    is_over = door.returning.state == State.COMPLETED and not door.is_colleague
    return reverse("rate", args=[rate_mark(case)]) if is_over and hindrance_of(case, at=now) is None else ""


def _way_back(returning: Return) -> Text:
    """Who pays for the way back, as long as the goods are to come."""
    if returning.state not in SLIP_STATES[:2] or returning.kind in WITHOUT_GOODS or returning.not_received:
        return ""
    found = way_back_of(returning)
    return WAY_BACK[found.rule] if found.is_ours else WAY_BACK_OF.get(found.payer, "")


def _promised(stream: str, now: datetime) -> str:
    """Until when he shall hear of us; nothing once it has passed, when an apology is better than a time."""
    clock = promised_to_customer(stream)
    if clock is None or clock.due_at is None or clock.due_at < now:
        return ""
    told = {"metric": METRIC[clock.metric], "time": dates.short(clock.due_at, now)}
    return _("We promise: %(metric)s by %(time)s.") % told


def _by_entry(door: Door, evidence: Sequence[Evidence]) -> dict[str, list[Photo]]:
    from_dock = [_photo(door, one) for one in evidence if one.from_dock]
    counted = "returns.return.refuse" if door.returning.state == State.REFUSED else "returns.return.inspect"
    at_dock = counted if door.returning.inspected_at else "returns.return.receive"
    return {
        "returns.return.submit": [_photo(door, one) for one in evidence if not one.from_dock],
        at_dock: from_dock,
    }


def _photo(door: Door, one: Evidence) -> Photo:
    alt = _("Photo taken at our dock") if one.from_dock else _("Your photo")
    return Photo(door.url("photo", one.file_id), door.url("thumbnail", one.file_id), alt)
