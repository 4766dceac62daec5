"""The half of `aftercare check` that looks into the tables."""

from collections.abc import Iterator
from itertools import islice

from django.conf import settings
from django.core.checks import run_checks
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from aftercare.billing.models import Charge, Overpaid, PayoutOrder, Refund
from aftercare.cases.models import Case
from aftercare.cli.findings import Finding, good, note, tell, wrong
from aftercare.cli.lifecycles import LIFECYCLES
from aftercare.cli.message_looks import messages_look
from aftercare.cli.messages import LOCALE
from aftercare.cli.saying import progress
from aftercare.clocks.queries.checking import calendars_that_end, differing_clocks
from aftercare.clocks.terms import Owner
from aftercare.duties.lifecycle import BY_KIND as TASKS
from aftercare.duties.models import Task
from aftercare.duties.queries.rota import bare_days
from aftercare.duties.queries.tasks import duties_behind
from aftercare.files.queries import stored_paths
from aftercare.journal.models import Entry
from aftercare.journal.queries.aside import aside_counts
from aftercare.journal.queries.history import broken_links
from aftercare.kernel.lifecycle import faults
from aftercare.moves.queries import strays
from aftercare.org.models import Member
from aftercare.org.roles import Role
from aftercare.reporting.queries.daily_sums import differing_rows
from aftercare.returns.lifecycle import BY_KIND
from aftercare.returns.models import Dispatch, Return
from aftercare.rows.whole import apart

_SHOWN = 5
_FOLLOWED = (Case, Return, Refund, PayoutOrder, Overpaid, Charge, Dispatch, Task)
_SILENT = "SELECT extract(epoch FROM now() - max(last_heartbeat))::int FROM procrastinate_workers"
_FAILED = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"
_BEHIND = """
    SELECT cursor.name, extract(epoch FROM now() - entry.at)::int FROM journal_cursor AS cursor, LATERAL (
        SELECT at FROM journal_entry AS e
        WHERE e.transaction >= cursor.transaction AND (e.transaction, e.id) > (cursor.transaction, cursor.entry)
        ORDER BY e.transaction, e.id LIMIT 1
    ) AS entry WHERE entry.at < now() - interval '10 minutes'
"""


def look(*, kept_only: bool) -> bool:
    """Say what is found; tells whether nothing is wrong. Without its tables there is nothing more to look at."""
    return tell(_tables()) and tell(_looks(kept_only=kept_only))


def _looks(*, kept_only: bool) -> Iterator[Finding]:
    yield from _journal_is_closed()
    yield from _chains()
    yield from _records()
    yield from _files()
    yield from _figures()
    yield from _lifecycles()
    yield from _deadlines()
    yield from _duties()
    if not kept_only:
        yield from _work()
        yield from _people()
        yield from messages_look()
        yield from _surroundings()


def _tables() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield wrong("The tables are not those of this version; “aftercare up” brings them up to date.")
    else:
        yield good("The tables are those of this version.")


def _journal_is_closed() -> Iterator[Finding]:
    """Really tried; nothing stands in any row's way, so only a missing right can refuse it."""
    table = Entry._meta.db_table
    tries = {"change": f"UPDATE {table} SET note = note WHERE false", "remove": f"DELETE FROM {table} WHERE false"}
    possible = [act for act, statement in tries.items() if _is_allowed(statement)]
    if _one(f"SELECT has_table_privilege(current_user, '{table}', 'TRUNCATE')"):
        possible.append("empty")
    user = _one("SELECT current_user")
    if possible:
        is_superuser = _one("SELECT usesuper FROM pg_user WHERE usename = current_user")
        help_ = "a superuser may everything; use another role" if is_superuser else "“aftercare up” forbids it"
        yield wrong(f"The database role {user} can {' and '.join(possible)} entries of the journal ({help_}).")
    else:
        yield good(f"The database role {user} can add to the journal, but not change or remove anything in it.")


def _is_allowed(statement: str) -> bool:
    try:
        with apart(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError:
        return False
    return True


def _chains() -> Iterator[Finding]:
    with progress() as bar:
        bar.add_task("Following the journal’s chains", total=None)
        broken = list(islice(broken_links(), _SHOWN))
    for link in broken:
        yield wrong(f"The journal was tampered with: {link.stream}, entry {link.position}: {link.reason}.")
    if not broken:
        yield good(f"The journal is whole: {Entry.objects.count()} entries, every chain holds.")


def _records() -> Iterator[Finding]:
    """The journal's chains hold; now the records themselves, which a hand in the database could have changed."""
    with progress() as bar:
        bar.add_task("Comparing the records with the journal", total=None)
        found = list(islice((stray for kind in _FOLLOWED for stray in strays(kind)), _SHOWN))
    for stray in found:
        sentence = f"{stray.label} is not what the journal says: {stray.field} is {stray.found}, told was {stray.told}."
        yield wrong(sentence)
    if not found:
        yield good(
            "Cases, returns, goods that leave, refunds, payments, debts and tasks are what the journal says of them."
        )


def _files() -> Iterator[Finding]:
    missing, count = [], 0
    with progress() as bar:
        for path in bar.track(stored_paths(), description="Looking for the files"):
            count += 1
            if not default_storage.exists(path):
                missing.append(path)
    if missing:
        yield wrong(f"{len(missing)} of {count} stored files are missing, among them {missing[0]}.")
    else:
        yield good(f"All {count} stored files are there.")


def _figures() -> Iterator[Finding]:
    wrong_rows = differing_rows()
    if wrong_rows:
        yield wrong(f"{wrong_rows} daily figures of merchants are not the sum of their refunds: aftercare recount")
    else:
        yield good("The merchants’ daily figures are the sum of their refunds.")


def _lifecycles() -> Iterator[Finding]:
    """No record can come into a state that nobody has, or that nothing leads out of."""
    tables = (*LIFECYCLES.values(), *BY_KIND.values(), *TASKS.values())
    found = sorted({fault for table in tables for fault in faults(table, Owner)})
    for fault in found:
        yield wrong(f"A lifecycle has a dead end: {fault}.")
    if not found:
        yield good("Every state of every lifecycle has a way out, an owner and a limit.")


def _deadlines() -> Iterator[Finding]:
    """Every promised time worked out again from its tape and calendar version."""
    with progress() as bar:
        bar.add_task("Working the promised times out again", total=None)
        differing = list(islice(differing_clocks(), _SHOWN))
    for one in differing:
        yield wrong(f"The clock {one.clock.pk} of {one.clock.number} keeps {one.kept}; its tape says {one.said}.")
    if not differing:
        yield good("Every promised time is what its tape and calendar say.")
    for calendar, last in calendars_that_end():
        ends = f"no hours after {last}" if last else "no hours at all"
        yield wrong(f"The calendar “{calendar}” has {ends}; its promises count day and night then. Give it a week.")


def _duties() -> Iterator[Finding]:
    """Reports and contacts whose time has come lie before their owners."""
    behind = duties_behind(timezone.now())
    for duty in behind[:_SHOWN]:
        yield wrong(f"The duty “{duty.name}” was due to be laid before its owner; its next time is {duty.next_on}.")
    if not behind:
        yield good("Every recurring duty lies before its owner.")
    for day in bare_days(timezone.localdate())[:_SHOWN]:
        yield wrong(f"The calendar “{day.calendar}” is open on {day.on}, and nobody on duty works here any more.")


def _work() -> Iterator[Finding]:
    silent = _one(_SILENT)
    if silent is None:
        yield note("No worker has reported; nothing is done in the background until Aftercare is up.")
    elif int(str(silent)) > 60:
        yield wrong(f"The worker has been silent for {silent} seconds.")
    else:
        yield good("The worker reports.")
    failed = _one(_FAILED)
    if failed:
        yield note(f"{failed} background jobs failed in the last days; the worker’s log says why.")
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND)
        for name, seconds in cursor.fetchall():
            yield wrong(f"The reader “{name}” of the journal is {int(seconds) // 60} minutes behind.")
    yield from _set_aside()


def _set_aside() -> Iterator[Finding]:
    """What a reader could not read is missing somewhere until it is read, or seen to by hand."""
    for name, count, first in aside_counts():
        yield wrong(
            f"The reader “{name}” has set {count} entries of the journal aside, the first on {first:%Y-%m-%d}:"
            " Settings, Set aside."
        )


def _people() -> Iterator[Finding]:
    if Member.objects.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR]).exists():
        yield good("There is an administrator.")
    else:
        yield note("There is no administrator: aftercare member create")


def _surroundings() -> Iterator[Finding]:
    faults = run_checks(tags=["paper"], include_deployment_checks=True)
    for fault in faults:
        yield wrong(str(fault.msg))
    if not faults:
        yield good("Papers can be printed, in Chinese too.")
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield wrong("The static files were never built; “aftercare up” builds them.")
    sources = LOCALE.glob("*/LC_MESSAGES/*.po")
    unready = sorted(path.parent.parent.name for path in sources if not path.with_suffix(".mo").exists())
    if unready:
        yield wrong(f"The translations {', '.join(unready)} are not ready; “aftercare up” makes them so.")
    if settings.DEBUG:
        yield wrong("AFTERCARE_DEBUG is set: error pages show the inside of the system to everybody.")


def _one(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row[0] if row else None
