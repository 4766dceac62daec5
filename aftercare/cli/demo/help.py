"""Calls for help of the demo company: one that went well, one that is open; who is on duty at the weekend."""

from datetime import datetime, timedelta

from django.utils import timezone

from aftercare.cli.demo.company import Company
from aftercare.clocks.commands.policies import Promise, take_over
from aftercare.clocks.models import Calendar
from aftercare.clocks.rules.templates import BY_CODE
from aftercare.duties.commands import call_outs, rota
from aftercare.duties.terms import CallChannel, NewCall, Outcome
from aftercare.org.commands.certificates import add_certificate
from aftercare.org.roles import Role

_MINUTE = timedelta(minutes=1)
_PROMISED = ("phone-at-once", "send-60m", "arrive-1h")


def help_some(company: Company, now: datetime) -> None:
    """Promises, certificates, a call of yesterday and one of just now, and a Saturday that opens."""
    boss, agent = company.actor(Role.MANAGER), company.actor(Role.AGENT)
    for code in _PROMISED:
        one = BY_CODE[code]
        match = {name: said for name, said in (("kind", one.kind), ("channel", one.channel)) if said}
        take_over(one, Promise(one.name, one.metric, one.target, match=match), by=boss, at=now - timedelta(days=2))
    engineer = company.members[Role.OPERATIONS_REVIEWER]
    since = timezone.localdate(now) - timedelta(days=200)
    add_certificate(engineer, "Low voltage", number="LV-204", valid_from=since, by=boss, at=now - timedelta(days=2))
    called = now - timedelta(days=1, minutes=20)
    told = NewCall(
        "The cold store's door does not close", CallChannel.PHONE, "Night shift", answer="We are on our way."
    )
    call = call_outs.take_call(told, by=agent, at=called)
    call = call_outs.send(call, [engineer], by=agent, at=called + 12 * _MINUTE)
    by_himself = company.actor(Role.OPERATIONS_REVIEWER)
    call = call_outs.arrive(call, by=by_himself, at=called + 48 * _MINUTE)
    done = Outcome("A hinge was bent", "Hinge changed, door tried ten times")
    call_outs.report(call, done, by=by_himself, at=called + 95 * _MINUTE)
    open_one = NewCall(
        "No power at the packing table", CallChannel.PHONE, "Shift leader", answer="Somebody sets off now."
    )
    call_outs.take_call(open_one, by=agent, at=now - 9 * _MINUTE)
    _open_a_saturday(company, now)


def _open_a_saturday(company: Company, now: datetime) -> None:
    today = timezone.localdate(now)
    saturday = today + timedelta(days=(5 - today.weekday()) % 7 + 7)
    office = Calendar.objects.get(name="Office")
    rota.open_day(
        office, saturday, "10:00–14:00", [company.members[Role.AGENT]], by=company.actor(Role.MANAGER), at=now
    )
