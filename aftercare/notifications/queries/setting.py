"""What an installation decided about messages, or how the house begins."""

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from django.conf import settings

from aftercare.kernel.sealing import unseal
from aftercare.notifications.models import Choice, Outlet, Policy, Template
from aftercare.notifications.rules.events import is_on_by_default
from aftercare.notifications.terms import OUTWARD, ChannelKind, Connection, Event, Quiet, Words
from aftercare.notifications.wording import default_words
from aftercare.rows.asking import Prepared

INBOX = "inbox"
"""The kind of outlet that mail comes in by."""


class Matrix:
    """Who is told what by which way; asked often, so read once."""

    def __init__(self, choices: Iterable[Choice]) -> None:
        self._made = {(each.event, each.role, each.channel): each.is_on for each in choices}

    def is_on(self, event: Event, role: str, channel: str) -> bool:
        """Whether this box is ticked."""
        default = is_on_by_default(event, role, channel)
        return self._made.get((event.code, role, channel), default)

    def channels(self, event: Event, role: str) -> list[ChannelKind]:
        """The ways by which a role is told of an event."""
        return [kind for kind in ChannelKind if self.is_on(event, role, kind)]


def matrix() -> Matrix:
    """All boxes."""
    return Matrix(Choice.objects.all())


def policy() -> Policy:
    """What holds for all messages."""
    return _POLICY.first() or Policy()


_POLICY = Prepared[Policy](lambda: Policy.objects.order_by("pk")[:1])


def quiet_of(decided: Policy, zone: str) -> Quiet:
    """The quiet hours by the clock of a zone."""
    return Quiet(decided.quiet_begins, decided.quiet_ends, zone)


def nothing_leaves() -> bool:
    """Whether every message stays here."""
    decided = policy().nothing_leaves
    return bool(settings.NOTHING_LEAVES) if decided is None else decided


class Wording:
    """The words of all events in all languages: the installation's own, else those of the house; read once."""

    def __init__(self, rows: Iterable[Template]) -> None:
        self._own = {(row.event, row.language): Words(row.subject, row.body, row.short) for row in rows}

    def of(self, event: str, language: str) -> Words:
        """What is said of an event in a language."""
        return self._own.get((event, language)) or default_words(event, language)

    def is_own(self, event: str, language: str) -> bool:
        """Whether the installation has changed it."""
        return (event, language) in self._own


def wording() -> Wording:
    """All templates."""
    return Wording(Template.objects.all())


def outlet(kind: str) -> Outlet | None:
    """What the settings page says of a kind, switched on or not."""
    return Outlet.objects.filter(kind=kind).first()


def connection_of(kind: str) -> Connection | None:
    """How a kind of message leaves; None when nothing is set or it is switched off. NotOurs: sealed elsewhere."""
    row = outlet(kind)
    if row is None:
        return _from_environment() if kind == ChannelKind.EMAIL else None
    if not row.is_enabled:
        return None
    return Connection(
        kind=kind,
        host=row.host,
        port=row.port,
        security=row.security,
        username=row.username,
        secret=unseal(row.sealed_secret, settings.SEALING_KEY) if row.sealed_secret else "",
        url=row.url,
        sender=row.sender,
        sender_name=row.sender_name or str(settings.COMPANY_NAME),
        timeout_seconds=row.timeout_seconds,
        may_be_private=settings.GATEWAY_MAY_BE_PRIVATE,
        inbox=_inbox() if kind == ChannelKind.EMAIL else "",
    )


def usable_channels() -> set[str]:
    """The ways out that somebody has set up; where nothing leaves, all of them."""
    if nothing_leaves():
        return {str(kind) for kind in ChannelKind}
    rows = set(Outlet.objects.filter(is_enabled=True).values_list("kind", flat=True))
    # E-mail counts always: that nobody has set a server up must be seen, not passed over in silence.
    return {kind for kind in ChannelKind if kind in rows} | {str(ChannelKind.EMAIL), str(ChannelKind.BELL)}


def ways_out() -> set[str]:
    """The ways by which words really leave; where nothing leaves, all of them, as if it were tried out in earnest."""
    rows = dict(Outlet.objects.values_list("kind", "is_enabled"))
    rows.setdefault(str(ChannelKind.EMAIL), bool(settings.SMTP_ADDRESS))
    return {kind for kind in OUTWARD if rows.get(kind) or nothing_leaves()}


def _from_environment() -> Connection | None:
    if not settings.SMTP_ADDRESS:
        return None
    parts = urlsplit(settings.SMTP_ADDRESS)
    is_tls = parts.scheme == "smtps"
    return Connection(
        kind=str(ChannelKind.EMAIL),
        host=parts.hostname or "",
        port=parts.port or (465 if is_tls else 587),
        security="tls" if is_tls else "" if parts.scheme == "smtp+plain" else "starttls",
        username=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
        sender=settings.MAIL_SENDER,
        sender_name=str(settings.COMPANY_NAME),
        inbox=_inbox(),
    )


def _inbox() -> str:
    """The address of the mailbox that is read; empty when none is."""
    box = outlet(INBOX)
    return box.sender if box and box.is_enabled else ""
