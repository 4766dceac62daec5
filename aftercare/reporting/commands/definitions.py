"""How the KPIs are counted and graded: chosen among the ways in which marketplaces do it, from a day on."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.kernel.words import gettext_noop as _
from aftercare.org.rights import Right
from aftercare.reporting.models import KpiDefinition
from aftercare.reporting.terms.scores import VARIANTS, Kpi, Variant
from aftercare.rows.whole import whole

LONGEST = 366
LONGEST_LAG = 92
"""A quarter: a value that ends longer ago says nothing of how a merchant works now."""
EARLIEST = date(2000, 1, 1)
FURTHEST = timedelta(days=366)
"""So far ahead a definition may be set."""


class DefinitionUnsound(DomainError):
    """A KPI cannot be counted or graded like that."""

    code = "definition_unsound"


@dataclass(frozen=True)
class Chosen:
    """What somebody chose: the way of counting, its days, and from how many points on a value is how good."""

    variant: Variant
    window_days: int = 28
    lag_days: int = 0
    middling_from: int = 50
    excellent_from: int = 100
    source: str = ""


@whole()
def define_kpi(kpi: Kpi, chosen: Chosen, *, valid_from: date, by: Actor, at: datetime) -> KpiDefinition:
    """From that day on the KPI is counted like this; days before keep theirs. The same day once more corrects it."""
    _check_right(by)
    _check(kpi, chosen)
    _check_day(valid_from, at)
    told = {**asdict(chosen), "variant": str(chosen.variant), "source": chosen.source.strip()[:200]}
    old = KpiDefinition.objects.select_for_update().filter(kpi=kpi, valid_from=valid_from).first()
    before = {name: getattr(old, name) for name in told} if old else {}
    row, _is_new = KpiDefinition.objects.update_or_create(kpi=kpi, valid_from=valid_from, defaults=told)
    after = {"kpi": str(kpi), "valid_from": valid_from, **told}
    record(Fact("reporting.definition.set", f"reporting.kpidefinition:{row.pk}", by, at, before=before, after=after))
    return row


@whole()
def withdraw_definition(row: KpiDefinition, *, by: Actor, at: datetime) -> None:
    """It counts no more, as if it had never been chosen: its days are counted by the definition before it."""
    _check_right(by)
    row = KpiDefinition.objects.select_for_update().get(pk=row.pk)
    told = ("kpi", "valid_from", "variant", "window_days", "lag_days", "middling_from", "excellent_from", "source")
    before = {name: getattr(row, name) for name in told}
    record(Fact("reporting.definition.withdraw", f"reporting.kpidefinition:{row.pk}", by, at, before=before))
    row.delete()


def _check_right(by: Actor) -> None:
    if not by.may(Right.BENCHMARKS_MANAGE) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))


def _check_day(valid_from: date, at: datetime) -> None:
    if not EARLIEST <= valid_from <= timezone.localdate(at) + FURTHEST:
        sentence = _("A definition begins between 1 January 2000 and a year from now.")
        raise DefinitionUnsound(sentence, field="valid_from")


def _check(kpi: Kpi, chosen: Chosen) -> None:
    if chosen.variant not in VARIANTS[kpi]:
        raise DefinitionUnsound(_("This KPI is not counted like that."), field="variant")
    if not 1 <= chosen.window_days <= LONGEST:
        raise DefinitionUnsound(_("A window has 1 to 366 days."), field="window_days")
    if not 0 <= chosen.lag_days <= LONGEST_LAG:
        raise DefinitionUnsound(_("A window ends at most 92 days ago."), field="lag_days")
    if not 1 <= chosen.middling_from < chosen.excellent_from <= 100:
        sentence = _("Middling begins at 1 point or more, excellent above that and at 100 at the latest.")
        raise DefinitionUnsound(sentence, field="excellent_from")
