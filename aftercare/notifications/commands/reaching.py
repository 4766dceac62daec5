"""How people want to be told, and addresses that nothing is sent to."""

from datetime import datetime
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext_noop as _

from aftercare.customers.models import Customer
from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.notifications.models import Block, Preference
from aftercare.notifications.queries.people import blocks_of
from aftercare.notifications.rules import threads
from aftercare.notifications.rules.domains import usual
from aftercare.notifications.terms import Why
from aftercare.org.models import Member
from aftercare.org.rights import Right
from aftercare.rows.whole import whole


class BadAddress(DomainError):
    """Neither an address nor a domain."""

    code = "bad_address"


class UnknownZone(DomainError):
    """No clock stands there."""

    code = "unknown_zone"


@whole()
def set_own_preference(
    member: Member, *, off: list[str], digest: bool, zone: str, by: Actor, at: datetime
) -> Preference:
    """Decide for oneself how one is told."""
    if by.id != member.pk:
        raise NotAllowed(_("You do not have the right to do this."))
    if zone and zone not in available_timezones():
        raise UnknownZone(_("There is no time zone of that name."), field="zone")
    after = {"off": sorted(off), "digest": digest, "zone": zone}
    row, _new = Preference.objects.update_or_create(member=member, defaults=after)
    record(Fact("notifications.preference.set", f"org.member:{member.pk}", by, at, after=after))
    return row


@whole()
def decline(mark: str, what: str, *, by: Actor, at: datetime) -> Customer | None:
    """Whoever holds the link of a message says that he wants no more of this kind; None when the link is not ours."""
    found = threads.marked(mark, threads.PERSON, settings.SEALING_KEY)
    customer = Customer.objects.filter(pk=found[0]).first() if found else None
    if customer is None:
        return None
    row, _new = Preference.objects.get_or_create(customer=customer)
    if what not in row.off:
        row.off = sorted([*row.off, what])
        row.save(update_fields=["off"])
        record(
            Fact("notifications.preference.set", f"customers.customer:{customer.pk}", by, at, after={"off": row.off})
        )
    return customer


@whole()
def exclude(address: str, note: str = "", *, by: Actor, at: datetime) -> Block:
    """Send nothing to an address, or with “@” in front to a whole domain."""
    _check(by)
    wanted = usual(address)
    if len(wanted) < 4 or any(c.isspace() for c in wanted) or not ("@" in wanted or wanted.startswith("+")):
        raise BadAddress(
            _("Enter an e-mail address, a phone number with +, or a domain like @example.com."), field="address"
        )
    given = {"reason": str(Why.EXCLUDED), "note": note.strip()[:300], "made_at": at, "made_by": by.key}
    known = blocks_of(wanted).first()
    row, _new = Block.objects.update_or_create(address=known.address if known else wanted, defaults=given)
    record(Fact("notifications.block.add", f"notifications.block:{row.pk}", by, at, after={"reason": row.reason}))
    return row


@whole()
def allow_again(row: Block, *, by: Actor, at: datetime) -> None:
    """Send to an address again."""
    _check(by)
    before = {"reason": row.reason}
    record(Fact("notifications.block.remove", f"notifications.block:{row.pk}", by, at, before=before))
    Block.objects.filter(pk=row.pk).delete()


def _check(by: Actor) -> None:
    if not by.may(Right.MESSAGES_MANAGE) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))
