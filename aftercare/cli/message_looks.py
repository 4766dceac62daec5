"""What `aftercare check` says of messages: what is not set, what is stuck."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from aftercare.cli.findings import Finding, good, note, wrong
from aftercare.kernel.sealing import NotOurs, unseal
from aftercare.notifications.models import Endpoint, Outlet
from aftercare.notifications.queries.messages import own_faults, sent_back, waiting_since
from aftercare.notifications.queries.setting import INBOX, connection_of, nothing_leaves
from aftercare.notifications.terms import ChannelKind

_STUCK_AFTER = timedelta(hours=1)


def messages_look() -> Iterator[Finding]:
    """Ways out and in, secrets, and messages that nobody takes."""
    if nothing_leaves():
        yield note("Messages are kept here: nothing leaves this installation (see Settings, Messages).")
    lost = [row.kind for row in Outlet.objects.exclude(sealed_secret="") if _is_lost(row.sealed_secret)]
    lost += [row.name for row in Endpoint.objects.all() if _is_lost(row.sealed_secret)]
    for name in lost:
        yield wrong(f"The secret of “{name}” was sealed in another home; enter it again.")
    if not lost:
        yield from _ways()
    stuck = waiting_since(timezone.now() - _STUCK_AFTER)[:1000].count()
    if stuck and not nothing_leaves():
        yield wrong(f"{stuck} messages have been waiting for more than an hour; the log of messages says why.")
    if not nothing_leaves():
        yield from _refusals()
    for row in Endpoint.objects.filter(is_enabled=False).exclude(off_because=""):
        yield wrong(f"The webhook “{row.name}” was switched off, since it kept failing: {row.off_because}.")


def _refusals() -> Iterator[Finding]:
    yield from (wrong(f"We are not let send ({channel}): {one.sentence}") for channel, one in own_faults().items())
    back = sent_back(at=timezone.now())
    if back:
        yield wrong(f"We are not let send ({back.channel}): mail comes back, since our address is refused: {back.said}")


def _ways() -> Iterator[Finding]:
    mail = connection_of(str(ChannelKind.EMAIL))
    if mail is None:
        yield note("No mail server is set: buyers are told nothing by e-mail (Settings, Messages; or AFTERCARE_SMTP).")
    elif not mail.sender:
        yield wrong("E-mails have no sender: set AFTERCARE_MAIL_FROM, or the mail server on the settings page.")
    else:
        yield good(f"E-mails go out by {mail.host}, from {mail.sender}.")
    if connection_of(INBOX) is None:
        yield note(
            "No mailbox is set: buyers’ answers come in only if the mail server pipes them to “aftercare mail-in”."
        )
    if settings.SITE_ADDRESS.startswith("http://localhost") and mail and not nothing_leaves():
        yield wrong("AFTERCARE_ADDRESS is not set, so the links in messages lead to localhost.")


def _is_lost(sealed: str) -> bool:
    try:
        unseal(sealed, settings.SEALING_KEY)
    except NotOurs:
        return True
    return False
