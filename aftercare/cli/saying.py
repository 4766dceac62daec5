"""How the command speaks: sentences on the screen, refusals on the error channel."""

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)


class Refusal(Exception):
    """The command cannot do what was asked; the sentence says why and what helps."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def say(sentence: str) -> None:
    """A line for the operator, as it is."""
    out.print(sentence, markup=False)


def complain(sentence: str) -> None:
    """A refusal, on the error channel."""
    err.print(sentence, markup=False, style="red" if err.is_terminal else None)


def one_line(error: BaseException) -> str:
    """What an error says, on one line and without a full stop."""
    return " ".join(str(error).split()).rstrip(".?!")


def progress() -> Progress:
    """A bar for long work; silent when nobody looks, so that logs stay readable."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
