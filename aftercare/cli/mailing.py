"""`aftercare mail-in`: a mail that the mail server pipes to us."""

from django.utils import timezone

from aftercare.cli.saying import say
from aftercare.notifications.commands.inbound import take_mail


def take(raw: bytes) -> None:
    """Take it in and say what became of it."""
    mail = take_mail(raw, at=timezone.now())
    number = f" {mail.case.number}" if mail.case else ""
    say(f"{mail.state.replace('_', ' ').capitalize()}{number}.")
