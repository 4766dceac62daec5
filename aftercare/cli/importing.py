"""`aftercare import`: orders, returns, bank statements and scans from files."""

from pathlib import Path
from typing import Annotated

import typer

from aftercare.cli.imports.terms import Asked
from aftercare.cli.inside import perform

app = typer.Typer(help="Import orders, returns, bank statements or scans from CSV files.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(help="The file to import, .csv or .csv.gz, in UTF-8.")]
Shop = Annotated[str, typer.Option(help="Code of the shop. Needed when there are several.")]
RejectsTo = Annotated[
    Path | None, typer.Option("--rejects", help="Where rejected lines go. Default: beside you, named after the file.")
]
Batch = Annotated[int, typer.Option(min=1, max=50_000, help="How many lines are written at a time.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, write nothing but the rejected lines.")]


@app.command()
def orders(
    file: File,
    mapping: Annotated[str, typer.Option(help="How to read the columns: aftercare, online-retail.")] = "aftercare",
    shop: Shop = "",
    dry_run: DryRun = False,
    rejects: RejectsTo = None,
    batch: Batch = 5000,
) -> None:
    """Import orders, one file line per order line. Run it again at any time: nothing is imported twice."""
    asked = Asked(file, mapping=mapping, shop=shop, dry_run=dry_run, rejects=rejects, batch=batch)
    perform("aftercare.cli.imports.orders:import_orders", asked)


@app.command()
def statement(
    file: Annotated[Path, typer.Argument(help="A statement as CSV in UTF-8: date, reference, amount, currency, …")],
) -> None:
    """Take a bank's statement in and match it with the payouts. The same file changes nothing a second time."""
    perform("aftercare.cli.imports.statements:import_file", file)


@app.command()
def scans(
    file: Annotated[Path, typer.Argument(help="Scans as CSV in UTF-8: tracking_number, status, at, event_id, …")],
    carrier: Annotated[str, typer.Option(help="Code of the carrier that made them.")],
) -> None:
    """Take a carrier's scan file in. Dirty lines are told by number; the same file changes nothing a second time."""
    perform("aftercare.cli.imports.scans:import_file", file, carrier)


@app.command()
def returns(
    file: File,
    shop: Shop = "",
    ignore_window: Annotated[
        bool, typer.Option("--ignore-window", help="Take late returns over too, whatever the policy says.")
    ] = False,
    rejects: RejectsTo = None,
    batch: Batch = 50,
) -> None:
    """Import credit notes as completed returns, by the same rules as if people had handled them."""
    asked = Asked(file, shop=shop, ignore_window=ignore_window, rejects=rejects, batch=batch)
    perform("aftercare.cli.imports.returns:import_returns", asked)
