"""What clocks, their owners, units and steps are called."""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from aftercare.clocks.rules.plain import target_of
from aftercare.clocks.rules.sources import MADE_UP
from aftercare.clocks.terms import Act, Because, Condition, Metric, Owner, Per, PromisedTo, Reopening, Target, Unit
from aftercare.returns.terms import State
from aftercare.web.kit.figures import listed, number
from aftercare.web.kit.parts import Text
from aftercare.web.words import CHANNEL, STATE

METRIC: Mapping[str, Text] = {
    Metric.ANSWER: _("First answer"),
    Metric.REPLY: _("Answer to a message"),
    Metric.DECIDE: _("Decision"),
    Metric.SEND: _("Engineer sent"),
    Metric.ARRIVE: _("Arrival on site"),
    Metric.SOLVE: _("Matter settled"),
    Metric.GOODS_IN: _("Goods in"),
    Metric.HANDLE_GOODS: _("From the goods to the end"),
    Metric.REFUND_DONE: _("Refund paid"),
    Metric.SHIP: _("Goods sent off"),
    Metric.COMPLAINT_REPLY: _("Complaint answered"),
    Metric.COMPLAINT_SETTLED: _("Complaint settled"),
    Metric.CALL_BACK: _("Call-back"),
    Metric.INSPECTION: _("Inspection"),
    Metric.SAMPLE_RESULT: _("Sample result"),
    Metric.TRAINING: _("Training held"),
    Metric.GUIDANCE: _("Guidance on use"),
    Metric.PLAN: _("Plan delivered"),
    Metric.REPORT: _("Report handed in"),
    Metric.TEST_BEGUN: _("Test begun"),
    Metric.DELIVERY: _("Delivered"),
    Metric.LOANER: _("Loaner handed over"),
    Metric.LOOK: _("Look at the site's news"),
}

OWNER: Mapping[str, Text] = {
    Owner.OPERATIONS: _("Operations"),
    Owner.DOCK: _("Dock"),
    Owner.FINANCE: _("Finance"),
    Owner.CASHIER: _("Cashier"),
    Owner.US: _("Us"),
    Owner.OTHER_DEPARTMENT: _("Another department"),
    Owner.CUSTOMER: _("Customer"),
    Owner.CARRIER: _("Carrier"),
    Owner.SUPPLIER: _("Supplier"),
    Owner.PARTNER: _("Partner"),
    Owner.NOBODY: _("Nobody: force of circumstances"),
}

BECAUSE: Mapping[str, Text] = {
    Because.COUNTED: _("Counted"),
    Because.CLOSED: _("Closed hours"),
    Because.HOLIDAY: _("Holiday"),
    Because.PAUSED: _("Waits"),
    Because.STOPPED: _("Done meanwhile"),
}

UNIT: Mapping[str, Text] = {
    Unit.MINUTES: _("Minutes, day and night"),
    Unit.OPEN_MINUTES: _("Minutes of open hours"),
    Unit.WORKING_DAYS: _("Working days"),
    Unit.CALENDAR_DAYS: _("Calendar days"),
    Unit.MONTHS: _("Months"),
    Unit.AGREED: _("By the agreed date"),
    Unit.SHIFT_END: _("By the end of the shift"),
    Unit.AT_ONCE: _("At once"),
}

REOPENING: Mapping[str, Text] = {
    Reopening.RESUME: _("The clock goes on where it stopped"),
    Reopening.RESTART: _("The clock begins anew"),
    Reopening.SECOND: _("A second clock begins"),
}

PROMISED_TO: Mapping[str, Text] = {
    PromisedTo.CUSTOMER: _("The customer"),
    PromisedTo.INTERNAL: _("Ourselves"),
    PromisedTo.PARTNER: _("Us, by a partner"),
}

ACT: Mapping[str, Text] = {
    Act.TELL: _("Tell"),
    Act.RAISE: _("Raise the priority"),
    Act.HAND_OVER: _("Hand over"),
    Act.LEND: _("Owe the customer a loaner"),
    Act.PENALTY: _("Record a penalty"),
    Act.CREDIT: _("Record a service credit"),
}

PER: Mapping[str, Text] = {
    Per.ONCE: _("once"),
    Per.HOUR: _("for each begun hour"),
    Per.DAY: _("for each begun day"),
}

STATE_OF_ANY: Mapping[str, Text] = {
    **{state: word.label for state, word in STATE.items()},
    State.INSPECTED: _("Goods counted (next: finance, or the warehouse of an exchange)"),
}
"""What a state of returns is called where it stands for all kinds of them at once."""

DAY_NAME: Mapping[str, Text] = {
    MADE_UP: _("Make-up workday"),
    "Weekend duty": _("Weekend duty"),
    "元旦": _("New Year's Day"),
    "春节": _("Spring Festival"),
    "清明": _("Tomb-Sweeping Day"),
    "劳动节": _("Labour Day"),
    "端午": _("Dragon Boat Festival"),
    "国庆节": _("National Day"),
    "中秋": _("Mid-Autumn Festival"),
}
"""Days of the published data for China, which calendars keep by their Chinese names."""


def day_name(name: str) -> Text:
    """What a day is called in the reader's language, where that is known."""
    return DAY_NAME.get(name, name)


PRIORITY: Mapping[int, Text] = {0: _("Usual"), 1: _("High"), 2: _("Urgent")}


def spent(minutes: float) -> str:
    """“45 min”, “1 h 40 min”, “3 d 2 h” of 24 hours: enough to compare."""
    whole = round(minutes)
    days, rest = divmod(whole, 1440)
    hours, mins = divmod(rest, 60)
    if days:
        return gettext("%(days)s d %(hours)d h") % {"days": number(days), "hours": hours}
    if hours:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": mins}
    return gettext("%(minutes)d min") % {"minutes": mins}


def open_spent(minutes: float) -> str:
    """“54 h 20 min”: open hours make no days of 24."""
    hours, mins = divmod(round(minutes), 60)
    if hours:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": mins}
    return gettext("%(minutes)d min") % {"minutes": mins}


def span_words(minutes: int) -> str:
    """A target's minutes: “4 h” where they are whole hours, “100 min” else."""
    if minutes and minutes % 60 == 0 and minutes <= 72 * 60:
        return gettext("%(hours)d h") % {"hours": minutes // 60}
    return gettext("%(minutes)d min") % {"minutes": minutes}


def target_words(target: Target) -> str:
    """“4 h of open hours”, “2 working days, until closing time”."""
    count = target.amount
    words = {
        Unit.MINUTES: lambda: span_words(count),
        Unit.OPEN_MINUTES: lambda: gettext("%(time)s of open hours") % {"time": span_words(count)},
        Unit.WORKING_DAYS: lambda: ngettext("%(n)d working day", "%(n)d working days", count) % {"n": count},
        Unit.CALENDAR_DAYS: lambda: ngettext("%(n)d calendar day", "%(n)d calendar days", count) % {"n": count},
        Unit.MONTHS: lambda: ngettext("%(n)d month", "%(n)d months", count) % {"n": count},
        Unit.AGREED: lambda: gettext("by the agreed date"),
        Unit.SHIFT_END: lambda: gettext("by the end of the shift"),
        Unit.AT_ONCE: lambda: gettext("at once"),
    }[target.unit]()
    return gettext("%(time)s, to the end of the day") % {"time": words} if target.end_of_day else words


def condition_words(asked: Condition) -> str:
    """“while one of us has it, urgent”; empty where nothing is asked."""
    told = [gettext("while one of us has it")] if asked.only_ours else []
    told += [str(OWNER.get(owner, owner)) for owner in asked.owners]
    told += [str(STATE_OF_ANY.get(state, state)) for state in asked.states]
    told += [str(CHANNEL.get(channel, channel)) for channel in asked.channels]
    if asked.from_priority:
        told.append(gettext("from priority “%(level)s”") % {"level": PRIORITY[asked.from_priority]})
    return listed(told)


def target_plain_words(plain: list[object]) -> str:
    """The same of a target as it is kept."""
    return target_words(target_of(plain))
