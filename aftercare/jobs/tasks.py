"""The tasks by name and hour. Each reads the clock and makes one call."""

from django.core.management import call_command
from django.utils import timezone
from procrastinate import App, JobContext
from procrastinate.contrib.django import app as found
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from aftercare.clocks.commands import changing
from aftercare.duties.commands.duties import CLERK, open_due
from aftercare.duties.commands.rota import tell_bare, tell_owed
from aftercare.flow import promises
from aftercare.jobs import changes, exporting, mailbox, messages, payouts, statements, sweeps, webhooks
from aftercare.jobs.subscriptions import reader_of
from aftercare.journal.commands.answers import forget_answers
from aftercare.journal.commands.aside import QUEUE as ASIDE
from aftercare.journal.commands.aside import READER, try_again
from aftercare.lists.commands.exports import forget_expired
from aftercare.notifications.commands.again import forget_old
from aftercare.notifications.commands.queueing import QUEUE as MESSAGES

app: App = found
HOUSEKEEPING = "housekeeping"
_KEPT_HOURS = 72
_SILENT_SECONDS = 30


@app.periodic(cron="*/15 * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="lapse_overdue", lock="lapse_overdue")
def lapse_overdue(timestamp: int) -> None:
    """Returns whose goods never came."""
    sweeps.lapse_overdue(at=timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="confirm_receipts", lock="confirm_receipts")
def confirm_receipts(timestamp: int) -> None:
    """New goods that count as received by now."""
    sweeps.confirm_receipts(at=timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="watch_returns", lock="watch_returns")
def watch_returns(timestamp: int) -> None:
    """Goods that are due soon, parcels without a word, goods that nobody counts."""
    sweeps.watch_returns(at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="find_late_orders", lock="find_late_orders")
def find_late_orders(timestamp: int) -> None:
    """Orders that did not leave in the time that their seller promised; their buyers are told."""
    sweeps.find_late_orders(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="queue_payouts")
def queue_payouts(timestamp: int) -> None:
    """Payouts that a gateway shall make, or be asked about, now."""
    payouts.queue_due(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="sweep_clocks")
def sweep_clocks(timestamp: int) -> None:
    """Promises that are due, and the steps before and after."""
    promises.sweep(at=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="open_duties", lock="open_duties")
def open_duties(timestamp: int) -> None:
    """Reports and contacts whose time has come; who was on duty is told of his rest, planners of days with nobody."""
    open_due(at=timezone.now())
    tell_bare(timezone.localdate(), by=CLERK, at=timezone.now())
    tell_owed(timezone.localdate(), by=CLERK, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="queue_changes")
def queue_changes(timestamp: int) -> None:
    """Changes of calendars and policies whose day has come, or whose worker died."""
    changes.queue_unfinished(at=timezone.now())


@app.task(queue=changing.QUEUE)
def work_change(change_id: int) -> None:
    """Rehearse a change, or apply it."""
    changes.work_change(change_id, at=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="match_statements", lock="match_statements")
def match_statements(timestamp: int) -> None:
    """Statements in the home's folder, and payouts that no statement shows."""
    statements.match_statements(at=timezone.now())


@app.task(queue=payouts.QUEUE)
def pay_out(gateway_id: int) -> None:
    """Ask one gateway about everything that is due."""
    payouts.work_off(gateway_id)


@app.periodic(cron="* * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="queue_messages")
def queue_messages(timestamp: int) -> None:
    """Messages whose hour has come."""
    messages.queue_all()


@app.periodic(cron="* * * * *")
@app.task(queue=MESSAGES, queueing_lock="fetch_mail", lock="fetch_mail")
def fetch_mail(timestamp: int) -> None:
    """Mail that waits in the mailbox."""
    mailbox.fetch_mail()


@app.periodic(cron="* * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="queue_webhooks")
def queue_webhooks(timestamp: int) -> None:
    """Events that other systems have not taken yet, and are to be told again now."""
    webhooks.queue_due()


@app.task(queue=webhooks.QUEUE)
def tell_endpoint(endpoint_id: int) -> None:
    """Tell one other system what is due."""
    webhooks.tell_due(endpoint_id)


@app.task(queue=MESSAGES)
def send_messages(channel: str) -> None:
    """Send what is due on one channel."""
    messages.send_due(channel)


@app.periodic(cron="*/30 * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="remind", lock="remind")
def remind(timestamp: int) -> None:
    """Buyers whose goods are due soon."""
    messages.remind_and_queue()


@app.periodic(cron="41 2 * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="forget_messages", lock="forget_messages")
def forget_messages(timestamp: int) -> None:
    """Messages and mails that were kept long enough."""
    forget_old(at=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="forget")
def forget(timestamp: int) -> None:
    """Old answers to repeated requests, exports and sessions that have run out."""
    forget_answers(at=timezone.now())
    forget_expired(at=timezone.now())
    call_command("clearsessions", verbosity=0)


@app.task(queue="exports")
def write_export(export: str) -> None:
    """What somebody wants to take out of a list as a file; the queue's lock lets one be written at a time."""
    exporting.write_export(export, clock=timezone.now)


@app.periodic(cron="11 */6 * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="sweep_files", lock="sweep_files")
def sweep_files(timestamp: int) -> None:
    """Stored content that no record names."""
    sweeps.sweep_files(at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Jobs whose worker died: it left them as being done, and nobody else would ever do them."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_SILENT_SECONDS):
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same work is queued already
            await manager.finish_job(job, status=Status.ABORTED, delete_job=False)


@app.periodic(cron="23 * * * *")
@app.task(queue=HOUSEKEEPING, queueing_lock="purge", pass_context=True)
async def purge(context: JobContext, timestamp: int) -> None:
    """Jobs that were done days ago; the last days stay to be looked at."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.task(queue=ASIDE)
def read_aside(row_id: int) -> None:
    """An entry that a reader had set aside, once more."""
    try_again(row_id, reader_of, by=READER, at=timezone.now())
