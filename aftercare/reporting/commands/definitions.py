"""How the KPIs are counted and graded: chosen among the ways in which marketplaces do it, from a day on."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from aftercare.journal.commands.recording import record
from aftercare.journal.terms import Fact
from aftercare.kernel.actor import Actor
from aftercare.kernel.errors import DomainError, NotAllowed
from aftercare.kernel.words import gettext_noop as _
from aftercare.org.rights import Right
from aftercare.reporting.models import KpiDefinition
from aftercare.reporting.terms.scores import VARIANTS, Kpi, Variant

LONGEST = 366


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


@transaction.atomic
def define_kpi(kpi: Kpi, chosen: Chosen, *, valid_from: date, by: Actor, at: datetime) -> KpiDefinition:
    """From that day on the KPI is counted like this; days before keep theirs. The same day once more corrects it."""
    if not by.may(Right.BENCHMARKS_MANAGE) or by.merchants is not None:
        raise NotAllowed(_("You do not have the right to do this."))
    _check(kpi, chosen)
    told = {**asdict(chosen), "variant": str(chosen.variant), "source": chosen.source.strip()[:200]}
    old = KpiDefinition.objects.select_for_update().filter(kpi=kpi, valid_from=valid_from).first()
    before = {name: getattr(old, name) for name in told} if old else {}
    row, _is_new = KpiDefinition.objects.update_or_create(kpi=kpi, valid_from=valid_from, defaults=told)
    after = {"kpi": str(kpi), "valid_from": valid_from, **told}
    record(Fact("reporting.definition.set", f"reporting.kpidefinition:{row.pk}", by, at, before=before, after=after))
    return row


def _check(kpi: Kpi, chosen: Chosen) -> None:
    if chosen.variant not in VARIANTS[kpi]:
        raise DefinitionUnsound(_("This KPI is not counted like that."), field="variant")
    if not (1 <= chosen.window_days <= LONGEST and 0 <= chosen.lag_days <= LONGEST):
        raise DefinitionUnsound(_("A window has 1 to 366 days, and ends at most 366 days ago."), field="window_days")
    if not 1 <= chosen.middling_from < chosen.excellent_from <= 100:
        sentence = _("Middling begins at 1 point or more, excellent above that and at 100 at the latest.")
        raise DefinitionUnsound(sentence, field="excellent_from")
