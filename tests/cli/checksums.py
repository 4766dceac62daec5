"""What an installation holds, as checksums: of every table, every sequence, every file and every secret."""

import hashlib
from pathlib import Path

import psycopg
from psycopg import sql

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
_SUM = """
    SELECT count(*), md5(coalesce(string_agg(told::text, E'\\n' ORDER BY told::text), ''))
    FROM (SELECT to_jsonb(row) - {}::text[] AS told FROM {} AS row) AS rows
"""
OF_THE_SERVER = {"journal_cursor"}
"""How far readers came is told in the server's own transaction numbers, which another server counts anew."""
NUMBERED_BY_THE_SERVER = {"journal_entry": ["transaction"]}
"""A server that is younger than the entries it is given numbers their transactions so that its own come after."""


def of_database(conninfo: str) -> dict[str, tuple[int, str]]:
    """Rows and checksum of every table, whoever made it, and where every sequence stands."""
    with psycopg.connect(conninfo) as connection:
        names = [str(name) for (name,) in connection.execute(_TABLES)]
        sums = {name: connection.execute(_sum(name)).fetchone() for name in names}
        stands = {f"sequence {name}": (int(value or 0), "") for name, value in connection.execute(_SEQUENCES)}
    return {**sums, **stands}  # type: ignore[dict-item]


def _sum(table: str) -> sql.Composed:
    return sql.SQL(_SUM).format(sql.Literal(NUMBERED_BY_THE_SERVER.get(table, [])), sql.Identifier(table))


def of_files(home: Path) -> dict[str, str]:
    """Every stored file and every secret, but for the passwords of the home's own database server: it has new ones."""
    found = [path for part in ("files", "secrets") for path in (home / part).rglob("*") if path.is_file()]
    kept = [path for path in found if not path.name.startswith("postgres_")]
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def differing(first: dict[str, tuple[int, str]], second: dict[str, tuple[int, str]]) -> dict[str, object]:
    """Tables and sequences that are not the same."""
    return {
        name: (first.get(name), second.get(name))
        for name in sorted({*first, *second} - OF_THE_SERVER)
        if first.get(name) != second.get(name)
    }
