"""The words of the `aftercare` command. Each says what it does; the work is elsewhere, loaded when asked for."""

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from typer.core import TyperGroup

import aftercare
from aftercare.cli import backing_up, checking, claims, importing, restoring, running, standing
from aftercare.cli.inside import perform
from aftercare.cli.installation import ROOT
from aftercare.cli.messages import compile_messages
from aftercare.cli.saying import Refusal, complain, one_line, say
from aftercare.embedded.errors import EmbeddedError
from aftercare.kernel.errors import DomainError
from aftercare.org.roles import Role
from config.env import BadSetting, env_bool


class Speaking(TyperGroup):
    """A refusal is a sentence and a non-zero exit, never a traceback."""

    def invoke(self, ctx: Any) -> object:
        """Run the word; turn what it refuses into words."""
        try:
            return super().invoke(ctx)
        except (Refusal, EmbeddedError, DomainError) as refusal:
            complain(refusal.sentence)
        except BadSetting as bad:
            complain(str(bad))
        except psycopg.OperationalError as away:
            complain(f"The database does not answer: {one_line(away)}.")
        except OSError as error:
            complain(f"{error.strerror or error}: {error.filename}." if error.filename else f"{error}.")
        raise typer.Exit(1)


app = typer.Typer(
    cls=Speaking,
    help="Run and look after an Aftercare installation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
keys = typer.Typer(help="Keys for machines that use the API.", no_args_is_help=True)
members = typer.Typer(help="People who sign in.", no_args_is_help=True)
app.add_typer(importing.app, name="import")
app.add_typer(keys, name="apikey")
app.add_typer(members, name="member")


@app.command()
def up() -> None:
    """Start database, web server and worker, and stay until Ctrl-C."""
    running.up()


@app.command()
def down() -> None:
    """Stop what runs in this home, wherever it was started."""
    say("Stopped." if running.down() else "Nothing was running.")


@app.command()
def status() -> None:
    """Tell what runs in this home; exit code 1 when it is not up."""
    if not standing.report():
        raise typer.Exit(1)


@app.command()
def check(
    kept: Annotated[
        bool, typer.Option("--kept", help="Look only at what a backup holds: rows, journal, files.")
    ] = False,
) -> None:
    """Look at everything an installation needs, and say in sentences what is wrong; exit code 1 when anything is."""
    if not checking.check(kept_only=kept):
        raise typer.Exit(1)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")]) -> None:
    """Write everything (database, files, secrets) into one file, while Aftercare runs or not."""
    backing_up.back_up(file)


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that “aftercare backup” wrote.")]) -> None:
    """Fill an empty home from a backup, and look it over."""
    restoring.restore(file)


@app.command()
def demo(
    turnaround: Annotated[
        bool, typer.Option("--turnaround", help="Instead: a shop whose score turned, December 2014 to February 2015.")
    ] = False,
) -> None:
    """Load the demo company into an empty installation, once."""
    if turnaround:
        perform("aftercare.cli.demo.turnaround:load_once")
    else:
        perform("aftercare.cli.demo.loading:load_once")


@app.command()
def reindex() -> None:
    """Build the search index anew, while Aftercare runs or not."""
    perform("aftercare.cli.reindexing:reindex")


@app.command()
def recount() -> None:
    """Count the merchants' daily figures anew, while Aftercare runs or not."""
    perform("aftercare.cli.recounting:recount")


@app.command()
def requirements(
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Tell which requirements of the catalogue tests show, and which are open; unknown ids fail."""
    claims.report(ROOT, as_json=as_json)


@app.command("mail-in")
def mail_in() -> None:
    """Take in a mail from standard input, as a mail server pipes it; exit code 75 asks the server to try again."""
    raw = sys.stdin.buffer.read()
    try:
        perform("aftercare.cli.mailing:take", raw)
    except (Refusal, psycopg.OperationalError, EmbeddedError) as away:
        say(away.sentence if isinstance(away, Refusal | EmbeddedError) else one_line(away))
        raise typer.Exit(os.EX_TEMPFAIL) from away


@app.command()
def openapi() -> None:
    """Print the API's description for machines (OpenAPI)."""
    say(perform("aftercare.cli.describing:openapi"))


@keys.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="What the key is for, as people will read it.")],
    scope: Annotated[list[str], typer.Option(help="A right the key holds; may be repeated. None by default.")] = [],  # noqa: B006
    merchant: Annotated[str, typer.Option(help="Code of the merchant it is confined to.")] = "",
) -> None:
    """Make a key for a machine and show it, this once."""
    perform("aftercare.cli.keys:create", name, scope, merchant)


@keys.command("list")
def list_keys() -> None:
    """List the keys; a key itself is never shown again."""
    perform("aftercare.cli.keys:listing")


@keys.command("revoke")
def revoke_key(prefix: Annotated[str, typer.Argument(help="The key's prefix, from the list.")]) -> None:
    """Close a key for ever."""
    perform("aftercare.cli.keys:revoke", prefix)


@members.command("create")
def create_member(
    email: Annotated[str, typer.Argument(help="The address that is signed in with; asked for when left out.")] = "",
    role: Annotated[list[str], typer.Option(help="May be repeated.")] = [Role.ADMINISTRATOR],  # noqa: B006
    name: Annotated[str, typer.Option(help="As colleagues will read it.")] = "",
    generate: Annotated[bool, typer.Option("--generate", help="Make a password and print it.")] = False,
) -> None:
    """Add somebody who may sign in: the first administrator of a new installation."""
    address = email or typer.prompt("E-mail address")
    called = name or (typer.prompt("Name") if not email else address.partition("@")[0])
    password = "" if generate else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    perform("aftercare.cli.members:create", address, called, role, password)


@app.command(hidden=True)
def prepare() -> None:
    """Bring tables, rights, static files and demo up to date."""
    perform("aftercare.cli.preparing:prepare", demo=env_bool("AFTERCARE_DEMO"), role="owner")


@app.command(hidden=True)
def messages() -> None:
    """Make the translations ready for use."""
    say(f"{compile_messages()} written.")


@app.command()
def version() -> None:
    """Print the version."""
    say(aftercare.__version__)


def run() -> None:
    """The console script."""
    app(prog_name="aftercare")
