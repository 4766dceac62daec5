"""A compensation agreed with a buyer, and colleagues with limits."""

from datetime import datetime

from aftercare.cases.terms import Channel
from aftercare.catalog.commands import add_reason
from aftercare.catalog.models import Reason
from aftercare.flow.compensation import Opened, open_compensation
from aftercare.kernel.actor import SYSTEM, Actor
from aftercare.orders.models import Order
from aftercare.org.commands.authority import set_limit
from aftercare.org.models import Member
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from aftercare.returns.commands.compensating import Consent, Terms
from aftercare.returns.terms import Compensated, ConsentWay
from tests.factories.people import AGENT, MONDAY, actor, member
from tests.factories.shop import goods

BY_PHONE = Consent(ConsentWay.PHONE, "By phone on Monday: she keeps it for that.")


def why() -> Reason:
    """A reason for compensation."""
    found = Reason.objects.filter(kind="compensation").first()
    return found or add_reason("compensation", {"en": "Small fault"}, by=SYSTEM, at=MONDAY)


def terms(bought: Order, *amounts: int, pieces: int = 1, words: str = "A scratch on the lid.") -> Terms:
    """So much for one piece of each line in turn."""
    lines = [
        Compensated(line.pk, pieces, amount) for line, amount in zip(goods(bought), amounts, strict=False) if amount
    ]
    return Terms(lines, why(), words)


def compensated(bought: Order, *amounts: int, pieces: int = 1, by: Actor = AGENT, at: datetime = MONDAY) -> Opened:
    """Agent and buyer agreed by phone, on each of several about the same separately."""
    agreed = terms(bought, *amounts, pieces=pieces)
    return open_compensation(bought, agreed, BY_PHONE, channel=Channel.DESK, despite="Another scratch.", by=by, at=at)


def colleague(role: Role, limit_minor: int | None = None, *, email: str = "") -> tuple[Member, Actor]:
    """Somebody who can sign in; with a limit of his own when one is given, in pounds."""
    who = member(role, email=email)
    if limit_minor is not None:
        set_limit(limit_minor, "GBP", member=who, by=actor(Role.ADMINISTRATOR), at=MONDAY)
    return who, actor_of_member(who)
