"""The words of the `aftercare` command. Each says what it does; the work is elsewhere, loaded when asked for."""

from typing import Any

import psycopg
import typer
from typer.core import TyperGroup

import aftercare
from aftercare.cli import running
from aftercare.cli.inside import perform
from aftercare.cli.messages import compile_messages
from aftercare.cli.saying import Refusal, complain, say
from aftercare.embedded.errors import EmbeddedError
from aftercare.kernel.errors import DomainError
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
            complain(f"The database does not answer: {str(away).strip()}.")
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


@app.command()
def up() -> None:
    """Start database, web server and worker, and stay until Ctrl-C."""
    running.up()


@app.command()
def demo() -> None:
    """Load the demo company into an empty installation, once."""
    perform("aftercare.cli.demo.loading:load_once")


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
