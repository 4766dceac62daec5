"""From what happened to messages: one per event, channel and person, made once however often it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.utils.dateparse import parse_date, parse_datetime, parse_time

from aftercare.duties.terms import AnsweredBy, TaskKind
from aftercare.journal.models import Entry
from aftercare.kernel.actor import ActorKind
from aftercare.notifications.models import Message, Notice
from aftercare.notifications.queries.facts import Cause, buyer_of, causes_of, link_of, where_of, words_for
from aftercare.notifications.queries.people import Directory, Person, blocked, persons_of, why_not
from aftercare.notifications.queries.reach import is_fresh, is_imported
from aftercare.notifications.queries.setting import matrix, policy, quiet_of, usable_channels, wording
from aftercare.notifications.rules.events import EVENTS, KINDS, roles_of
from aftercare.notifications.rules.hours import allowed_from, is_quiet, is_worth_telling, next_at
from aftercare.notifications.rules.people import can_be_kept
from aftercare.notifications.rules.templates import fill, one_line
from aftercare.notifications.terms import BUYER, ChannelKind, Event, MessageState, Words
from aftercare.orders.terms import ToldBy
from aftercare.quality.terms import BEST, UNHAPPY

_OF_OWNERS = ("task_given", "task_free")
"""Of a task: the first tells whom it was given to, the second whoever may take it."""
_SHORT_FOR = (ChannelKind.SMS, ChannelKind.CHAT)


def tell(entries: Sequence[Entry], *, at: datetime) -> set[str]:
    """Make the messages that these entries call for; returns the channels that have something to send."""
    mine = [entry for entry in entries if entry.kind in KINDS and is_fresh(entry.at, at)]
    if not mine:
        return set()
    teller, causes = Teller(at), causes_of(mine)
    teller.expect(causes)
    for cause in causes:
        for event in EVENTS:
            if cause.kind in event.kinds and _is_meant(event, cause):
                teller.tell(event, cause)
    return teller.write()


@dataclass
class _Made:
    notices: list[Notice]
    messages: list[Message]


class Teller:
    """Makes the messages of one batch; everything that is the same for all of them is read once."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._directory = Directory()
        self._matrix, self._wording, self._blocked = matrix(), wording(), blocked()
        self._usable, self._policy = usable_channels(), policy()
        self._made = _Made([], [])

    def expect(self, causes: Sequence[Cause]) -> None:
        """Read together what will be asked of each."""
        matters = (cause.case or cause.order for cause in causes)
        self._directory.expect(matter.customer_id for matter in matters if matter)

    def tell(self, event: Event, cause: Cause, *, only: ChannelKind | None = None) -> None:
        """Everybody whom the event concerns, by every way that is ticked for him."""
        for person, channels in self._audience(event, cause):
            for channel in channels:
                if channel in self._usable and only in (None, channel):
                    self._add(event, cause, person, channel)

    def write(self) -> set[str]:
        """Keep what was made; what was made before is left as it is."""
        Notice.objects.bulk_create(self._made.notices, ignore_conflicts=True)
        Message.objects.bulk_create(self._made.messages, ignore_conflicts=True)
        return {one.channel for one in self._made.messages if one.state == MessageState.WAITING}

    def _audience(self, event: Event, cause: Cause) -> list[tuple[Person, list[ChannelKind]]]:
        if event.to_buyer:
            channels = self._matrix.channels(event, BUYER)
            buyer = buyer_of(cause)
            return [(self._directory.buyer(buyer), channels)] if buyer and channels else []
        return self._colleagues(event, cause)

    def _colleagues(self, event: Event, cause: Cause) -> list[tuple[Person, list[ChannelKind]]]:
        """Those of the roles that are told, or of the role or person named; but not whoever did it himself."""
        named, person = str(cause.told.get("audience") or cause.told.get("role") or ""), cause.told.get("member")
        roles = [role for role in roles_of(event) if named in ("", role)]
        by_role = {role: channels for role in roles if (channels := self._matrix.channels(event, role))}
        merchant = cause.case.merchant_id if cause.case else None
        found = self._directory.staff(by_role, merchant)
        found = [one for one in found if person is None or one.pk == person]
        members = [one for one in found if cause.actor != f"{ActorKind.MEMBER}:{one.pk}"]
        held = {one.pk: [role for role in by_role if role in one.roles] for one in members}
        return [
            (person, sorted({channel for role in held[person.member_id or 0] for channel in by_role[role]}))
            for person in persons_of(members, {pk: roles[0] for pk, roles in held.items()})
        ]

    def _add(self, event: Event, cause: Cause, person: Person, channel: ChannelKind) -> None:
        words = words_for(cause, event.variables, person.language, for_buyer=event.to_buyer)
        said = self._wording.of(event.code, person.language)
        if channel == ChannelKind.BELL:
            self._made.notices.append(self._notice(event, cause, person, fill(said.subject, words)))
        else:
            self._made.messages.append(self._message(event, cause, person, channel, said, words))

    def _notice(self, event: Event, cause: Cause, person: Person, text: str) -> Notice:
        return Notice(
            key=f"{cause.id}:{event.code}:bell:{person.key}",
            member_id=person.member_id or 0,
            event=event.code,
            text=one_line(text),
            case=cause.case,
            address=link_of(cause.case, for_buyer=False) if cause.case else where_of(cause),
            at=self._at,
        )

    def _message(
        self, event: Event, cause: Cause, person: Person, channel: ChannelKind, said: Words, words: dict[str, str]
    ) -> Message:
        address = person.address(channel)
        why = why_not(event, person, channel, self._blocked)
        is_short = channel in _SHORT_FOR
        return Message(
            key=_key(event, cause, channel, person),
            event=event.code,
            channel=channel,
            role=person.role,
            case=cause.case,
            merchant_id=cause.merchant_id,
            customer_id=person.customer_id,
            member_id=person.member_id,
            address=address if can_be_kept(address) else "",
            to_name=person.name[:200],
            language=person.language,
            subject=one_line(fill(said.subject, words)),
            body=fill(said.short if is_short else said.body, words),
            made_at=self._at,
            due_at=self._due(event, person, channel),
            quiet_zone=self._quiet_zone(event, person, channel),
            state=MessageState.DROPPED if why else MessageState.WAITING,
            state_since=self._at,
            why=why,
        )

    def _due(self, event: Event, person: Person, channel: str) -> datetime:
        """When it may go: at once, after the quiet hours, with the day's digest, or some days later."""
        at = self._at + timedelta(days=self._policy.rate_days or 0) if event.code == "rate" else self._at
        if person.digest and channel == ChannelKind.EMAIL:
            return next_at(at, self._policy.digest_at, person.zone)
        if event.urgent:
            return at
        return allowed_from(at, quiet_of(self._policy, person.zone))

    def _quiet_zone(self, event: Event, person: Person, channel: str) -> str:
        """Whose quiet hours hold at each try; nobody's for what is urgent, or where the digest's hour is quiet."""
        if event.urgent:
            return ""
        if not (person.digest and channel == ChannelKind.EMAIL):
            return person.zone
        quiet = quiet_of(self._policy, person.zone)
        return "" if is_quiet(next_at(self._at, self._policy.digest_at, person.zone), quiet) else person.zone


def _key(event: Event, cause: Cause, channel: str, person: Person) -> str:
    """What it is known by: a case is asked to be rated once, however often it ends."""
    begun = f"case-{cause.case.pk}" if event.code == "rate" and cause.case else cause.id
    return f"{begun}:{event.code}:{channel}:{person.key}"


def _is_meant(event: Event, cause: Cause) -> bool:
    """Whether this entry really is this event: an import tells no buyer, and a small change of time tells nobody."""
    if event.to_buyer and _is_told_otherwise(cause):
        return False
    if event.code == "rate" and policy().rate_days is None:
        return False
    if event.code == "rated_low":
        return int(str(cause.told.get("stars") or BEST)) <= UNHAPPY
    if event.code == "moved":
        return is_worth_telling(_moment(cause.before), _moment(cause.after))
    if cause.kind.startswith("cases.note."):
        return cause.note is not None and cause.note.from_buyer != event.to_buyer
    return event.code not in _OF_OWNERS or (event.code == "task_free") == (cause.told.get("member") is None)


def _is_told_otherwise(cause: Cause) -> bool:
    """Whether the case came with an import, the buyer knows by another way, or a task's word is not for him."""
    if cause.task is not None:
        if cause.kind == "duties.task.answer":
            return cause.told.get("way") != AnsweredBy.MESSAGE
        return cause.task.kind != TaskKind.SAMPLE_TEST
    if cause.kind == "orders.delay.tell":
        return cause.told.get("way") != ToldBy.MESSAGE
    return cause.case is not None and is_imported(cause.case)


def _moment(told: dict[str, object] | None) -> datetime | None:
    """When somebody is to come: a time, or a day with the beginning of its span, like “09:00-13:00”."""
    said = told or {}
    if said.get("starts_at"):
        return parse_datetime(str(said["starts_at"]))
    on = parse_date(str(said.get("day") or ""))
    begins = parse_time(str(said.get("span") or "").partition("-")[0]) or time()
    return datetime.combine(on, begins, tzinfo=UTC) if on else None
