"""The embedded PostgreSQL: made, started, adopted and stopped by a small supervisor of our own.

`cluster` is the door; everything else is behind it. Plain Python with psycopg: settings import it before Django exists.
"""
