"""What merchants are graded against: the rows that a migration put in, whoever emptied the tables since."""

from datetime import date
from decimal import Decimal

from aftercare.kernel.actor import Actor, ActorKind
from aftercare.org.roles import Role, rights_of
from aftercare.reporting.commands.benchmarks import add_trade, set_benchmark
from aftercare.reporting.models import Trade
from aftercare.reporting.terms.scores import EVERYBODY, Kpi
from tests.factories.people import MONDAY

FIRST = date(2014, 12, 1)
FIGURES = {
    Kpi.COMPLETION_TIME: ("3.29", "2.55"),
    Kpi.SELF_COMPLETION: ("99.56", "99.66"),
    Kpi.DISPUTES: ("0.23", "0.04"),
}
SETTER = Actor(ActorKind.MEMBER, 900, "Setter", rights_of([Role.ADMINISTRATOR]))


def first_benchmarks() -> Trade:
    """The trade of everybody with its first values."""
    trade = Trade.objects.filter(code=EVERYBODY).first() or add_trade(EVERYBODY, "All trades", by=SETTER, at=MONDAY)
    for kpi, (average, platinum) in FIGURES.items():
        set_benchmark(
            trade,
            kpi,
            valid_from=FIRST,
            average=Decimal(average),
            platinum=Decimal(platinum),
            by=SETTER,
            at=MONDAY,
        )
    return trade
