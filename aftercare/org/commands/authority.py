"""Setting what people may promise by themselves, and how fast a decision is owed."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.org.models import ApiKey, AuthorityLimit, DecisionTime, Member
from aftercare.org.rights import Right
from aftercare.org.roles import Role
from aftercare.rows.turns import take_turn
from aftercare.rows.whole import whole


class BadLimit(DomainError):
    """A limit for nobody, for two, or below nothing."""

    code = "bad_limit"


@whole()
def set_limit(
    amount_minor: int | None, currency: str, *, role: Role | None = None, member: Member | None = None,
    key: ApiKey | None = None, by: Actor, at: datetime,
) -> AuthorityLimit | None:  # fmt: skip
    """Set how much a role, a member or a key may promise on one case; None takes the limit away."""
    _check(amount_minor, (role, member, key), by)
    same = {"role": str(role) if role else "", "member": member, "key": key, "currency": currency}
    take_turn("org.limits")
    row = AuthorityLimit.objects.select_for_update(no_key=True).filter(**same).first()
    before = {"amount_minor": row.amount_minor if row else None}
    if amount_minor is None and row:
        row.delete()
    elif amount_minor is not None:
        row = row or AuthorityLimit(**same)
        row.amount_minor = amount_minor
        row.save()
    whose = {"role": role, "member": member.pk if member else None, "key": key.pk if key else None}
    subject = f"org.authoritylimit:{_named(role, member, key)}-{currency}"
    after = {"amount_minor": amount_minor, "currency": currency, **whose}
    record(Fact("org.limit.set", subject, by, at, before=before, after=after))
    return row if amount_minor is not None else None


@whole()
def set_decision_time(minutes: int | None, *, by: Actor, at: datetime) -> None:
    """Set within how many minutes a decision is owed; None: no time is set."""
    if not by.may(Right.LIMITS_MANAGE):
        raise NotAllowed(_("You do not have the right to do this."))
    take_turn("org.limits")
    row = DecisionTime.objects.select_for_update().first() or DecisionTime(pk=1)
    before = {"minutes": row.minutes}
    row.minutes = minutes
    row.save()
    record(Fact("org.decision_time.set", "org.decisiontime:1", by, at, before=before, after={"minutes": minutes}))


def _named(role: Role | None, member: Member | None, key: ApiKey | None) -> str:
    if role:
        return str(role)
    return f"member-{member.pk}" if member else f"key-{key.pk if key else 0}"


def _check(amount_minor: int | None, whose: tuple[Role | None, Member | None, ApiKey | None], by: Actor) -> None:
    if not by.may(Right.LIMITS_MANAGE) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))
    if sum(one is not None for one in whose) != 1:
        raise BadLimit(_("Choose a role, one person, or one key."), field="who")
    if amount_minor is not None and amount_minor < 0:
        raise BadLimit(_("A limit cannot be negative."), field="amount")
