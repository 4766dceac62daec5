"""What merchants are graded against: trades, who belongs to which, and their dated benchmarks."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.kernel.words import gettext_noop as _
from aftercare.org.models import Merchant
from aftercare.org.rights import Right
from aftercare.reporting.models import Benchmark, Trade, TradeMember
from aftercare.reporting.rules.scores import is_sound
from aftercare.reporting.terms.scores import DEFINITIONS, EVERYBODY, Kpi, Mark, Unit
from aftercare.rows.whole import whole


class TradeExists(DomainError):
    """Another trade has this code."""

    code = "trade_exists"


class BenchmarkUnsound(DomainError):
    """Average and platinum do not fit together, or no value of this KPI can be like that."""

    code = "benchmark_unsound"


@whole()
def add_trade(code: str, name: str, *, by: Actor, at: datetime) -> Trade:
    """A new line of business; its merchants are compared with each other once they are put into it."""
    _check_right(by)
    trade, is_new = Trade.objects.get_or_create(code=code, defaults={"name": name.strip()[:120]})
    if not is_new:
        raise TradeExists(_("There is a trade “%(code)s” already."), field="code", code=code)
    record(Fact("reporting.trade.add", _label(trade), by, at, after={"code": code, "name": trade.name}))
    return trade


@whole()
def put_into_trade(merchant: Merchant, trade: Trade, *, by: Actor, at: datetime) -> None:
    """From now on the merchant is compared with this trade, also for days that have passed."""
    _check_right(by)
    earlier = TradeMember.objects.filter(merchant=merchant).select_related("trade").first()
    before = earlier.trade.code if earlier else EVERYBODY
    if trade.code == before:
        return
    if trade.code == EVERYBODY:
        TradeMember.objects.filter(merchant=merchant).delete()
    else:
        TradeMember.objects.update_or_create(merchant=merchant, defaults={"trade": trade})
    label, after = f"org.merchant:{merchant.pk}", {"trade": trade.code}
    record(Fact("reporting.trade.member", label, by, at, before={"trade": before}, after=after))


@whole()
def set_benchmark(
    trade: Trade,
    kpi: Kpi,
    *,
    valid_from: date,
    average: Decimal,
    platinum: Decimal,
    source: str = "",
    by: Actor,
    at: datetime,
) -> Benchmark:
    """The trade's average and platinum value of a KPI from a day on; the same day once more corrects it."""
    _check_right(by)
    _check_sound(kpi, average, platinum)
    old = Benchmark.objects.select_for_update().filter(trade=trade, kpi=kpi, valid_from=valid_from).first()
    before = {"average": old.average, "platinum": old.platinum} if old else {}
    told = {"average": average, "platinum": platinum, "source": source.strip()[:200]}
    row, _is_new = Benchmark.objects.update_or_create(trade=trade, kpi=kpi, valid_from=valid_from, defaults=told)
    after = {"trade": trade.code, "kpi": str(kpi), "valid_from": valid_from, **told}
    record(Fact("reporting.benchmark.set", f"reporting.benchmark:{row.pk}", by, at, before=before, after=after))
    return row


def _check_sound(kpi: Kpi, average: Decimal, platinum: Decimal) -> None:
    definition = DEFINITIONS[kpi]
    if min(average, platinum) < 0 or (definition.unit == Unit.PERCENT and max(average, platinum) > 100):
        raise BenchmarkUnsound(_("No merchant can reach such a value."), field="average")
    if not is_sound(Mark(Fraction(average), Fraction(platinum)), definition.better):
        raise BenchmarkUnsound(_("Platinum must be better than the average."), field="platinum")


def _check_right(by: Actor) -> None:
    """Who is confined to some merchants does not set what all are measured by."""
    if not by.may(Right.BENCHMARKS_MANAGE) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))


def _label(trade: Trade) -> str:
    return f"reporting.trade:{trade.pk}"
