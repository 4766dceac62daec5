"""Deciding who is told what, in which words, by which way."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, time

from django.conf import settings
from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.kernel.sealing import seal
from aftercare.notifications.models import Choice, Outlet, Policy, Template
from aftercare.notifications.queries.setting import INBOX, matrix
from aftercare.notifications.rules.events import channels_of, roles_of
from aftercare.notifications.rules.templates import faults, one_line
from aftercare.notifications.terms import ChannelKind, Event, Words
from aftercare.org.rights import Right
from aftercare.rows.turns import take_turn
from aftercare.rows.whole import whole
from aftercare.wire.addresses import fault_of_address, is_same_place

SHORTEST_SECRET = 24
_OVER_HTTP = (ChannelKind.SMS, ChannelKind.CHAT)


OTHER_PLACE = _("The secret that is kept was entered for another address. Enter it again for this one.")


class BrokenTemplate(DomainError):
    """A template that would say something wrong, or nothing."""

    code = "broken_template"


class BadOutlet(DomainError):
    """A way out that leads nowhere, or where it must not."""

    code = "bad_outlet"


@dataclass(frozen=True)
class OutletChoice:
    """What was decided about a way out; an empty `secret` keeps the one that is there."""

    host: str = ""
    port: int = 587
    security: str = "starttls"
    username: str = ""
    url: str = ""
    secret: str = ""
    sender: str = ""
    sender_name: str = ""
    timeout_seconds: int = 20
    is_enabled: bool = True


@dataclass(frozen=True)
class PolicyChoice:
    """What holds for all messages."""

    nothing_leaves: bool | None
    quiet_begins: time
    quiet_ends: time
    digest_at: time
    reminder_days: int | None
    rate_days: int | None
    kept_days: int


@whole()
def set_choices(event: Event, ticked: Collection[tuple[str, str]], *, by: Actor, at: datetime) -> None:
    """Decide for one event which roles are told by which channels; all other boxes are unticked."""
    _check(by)
    before = matrix()
    changed: dict[str, bool] = {}
    for role in roles_of(event):
        for channel in channels_of(event):
            is_on = (role, str(channel)) in ticked
            if before.is_on(event, role, channel) != is_on:
                Choice.objects.update_or_create(
                    event=event.code, role=role, channel=str(channel), defaults={"is_on": is_on}
                )
                changed[f"{role}, {channel}"] = is_on
    if changed:
        subject = f"notifications.event:{event.code}"
        record(Fact("notifications.choice.set", subject, by, at, after={"event": event.code, **changed}))


@whole()
def set_template(event: Event, language: str, words: Words, *, by: Actor, at: datetime) -> Template:
    """Say an event in the installation's own words; raises BrokenTemplate for what could not be sent."""
    _check(by)
    said = Words(one_line(words.subject), words.body.strip().replace("\r\n", "\n"), words.short.strip())
    check_words(event, said)
    defaults = {**asdict(said), "changed_at": at, "changed_by": by.key}
    made, _new = Template.objects.update_or_create(event=event.code, language=language, defaults=defaults)
    after = {"event": event.code, "language": language, **asdict(said)}
    record(Fact("notifications.template.set", f"notifications.template:{made.pk}", by, at, after=after))
    return made


def check_words(event: Event, words: Words) -> None:
    """Raise BrokenTemplate, naming the field, when something in the words is wrong."""
    for field, text in asdict(words).items():
        if not text:
            raise BrokenTemplate(_("Say something here."), field=field)
        wrong = faults(text, event.variables)
        if wrong:
            sentence, word = wrong[0]
            raise BrokenTemplate(sentence, field=field, word=word, known=", ".join(sorted(event.variables)))


@whole()
def reset_template(event: Event, language: str, *, by: Actor, at: datetime) -> None:
    """Go back to the words of the house."""
    _check(by)
    gone, _rows = Template.objects.filter(event=event.code, language=language).delete()
    if gone:
        after = {"event": event.code, "language": language}
        record(Fact("notifications.template.reset", f"notifications.event:{event.code}", by, at, after=after))


@whole()
def set_policy(choice: PolicyChoice, *, by: Actor, at: datetime) -> Policy:
    """Decide what holds for all messages."""
    _check(by)
    take_turn("notifications.policy")
    row = Policy.objects.select_for_update().first() or Policy()
    given = asdict(choice)
    before = {name: getattr(row, name) for name in given}
    for name, value in given.items():
        setattr(row, name, value)
    row.save()
    record(Fact("notifications.policy.set", "notifications.policy", by, at, before=before, after=given))
    return row


@whole()
def set_outlet(kind: str, choice: OutletChoice, *, by: Actor, at: datetime) -> Outlet:
    """Decide how a kind of message leaves or comes in. The journal tells that a secret was changed, never which."""
    _check(by)
    take_turn(f"notifications.outlet:{kind}")
    row = Outlet.objects.select_for_update(no_key=True).filter(kind=kind).first() or Outlet(kind=kind)
    _check_outlet(kind, choice, has_secret=bool(choice.secret or row.sealed_secret))
    _check_kept_secret(kind, row, choice)
    before = _told(row) if row.pk else {}
    for name in _told(row):
        setattr(row, name, getattr(choice, name))
    if choice.secret:
        row.sealed_secret = seal(choice.secret, settings.SEALING_KEY)
    elif _is_needless(kind, choice):
        row.sealed_secret = ""
    row.save()
    after = {**_told(row), "secret_changed": bool(choice.secret)}
    record(Fact("notifications.outlet.set", f"notifications.outlet:{kind}", by, at, before=before, after=after))
    return row


def _check_outlet(kind: str, choice: OutletChoice, *, has_secret: bool) -> None:
    if kind in _OVER_HTTP:
        _check_posting(choice, has_secret=has_secret)
        return
    if not choice.host.strip():
        raise BadOutlet(_("Name the server."), field="host")
    if "@" not in choice.sender.strip(" @"):
        raise BadOutlet(_("Enter the e-mail address that messages come from."), field="sender")
    if choice.username and not has_secret:
        raise BadOutlet(_("Enter the password that belongs to the name."), field="secret")
    if kind == INBOX and not choice.username:
        raise BadOutlet(_("Enter the name that the mailbox is opened with."), field="username")


def _check_kept_secret(kind: str, row: Outlet, choice: OutletChoice) -> None:
    """What was entered for one server is told to no other one, and not aloud."""
    if choice.secret or not row.sealed_secret or _is_needless(kind, choice):
        return
    is_same = is_same_place(row.url, choice.url) and row.host.strip().lower() == choice.host.strip().lower()
    if not is_same:
        raise BadOutlet(OTHER_PLACE, field="secret")
    if row.security and not choice.security and kind not in _OVER_HTTP:
        sentence = _("Without encryption the secret that is kept could be read on the way. Enter it again to allow it.")
        raise BadOutlet(sentence, field="secret")


def _is_needless(kind: str, choice: OutletChoice) -> bool:
    """A mail server that wants no name wants no password; one that is kept would go to whoever is named next."""
    return kind not in _OVER_HTTP and not choice.username


def _check_posting(choice: OutletChoice, *, has_secret: bool) -> None:
    fault = fault_of_address(choice.url.strip(), may_be_private=settings.GATEWAY_MAY_BE_PRIVATE)
    if fault:
        raise BadOutlet(fault, field="url")
    if not has_secret or (choice.secret and len(choice.secret.strip()) < SHORTEST_SECRET):
        sentence = _("Enter the secret that messages are signed with, at least %(count)d characters.")
        raise BadOutlet(sentence, field="secret", count=SHORTEST_SECRET)


def _told(row: Outlet) -> Mapping[str, object]:
    names = "host port security username url sender sender_name timeout_seconds is_enabled"
    return {name: getattr(row, name) for name in names.split()}


def _check(by: Actor) -> None:
    if not by.may(Right.MESSAGES_MANAGE) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))
