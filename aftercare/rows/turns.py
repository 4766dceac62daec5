"""Taking turns where there is no row to lock."""

from django.db import connection
from django.db.transaction import TransactionManagementError


def take_turn(what: str) -> None:
    """Wait until nobody else has the turn of this name, and keep it to the end of the transaction.

    A row that is not there yet cannot be locked: whoever comes second finds the one that the first has written.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("A turn is taken in a transaction only.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
