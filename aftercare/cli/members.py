"""The first people of an installation, made where no page can be opened yet."""

import secrets
from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from aftercare.cli.saying import Refusal, say
from aftercare.kernel.actor import SYSTEM
from aftercare.org.commands.members import add_member
from aftercare.org.models import Member
from aftercare.org.roles import Role


def create(email: str, name: str, roles: Sequence[str], password: str) -> None:
    """Add somebody who may sign in; an empty password is replaced by one that is shown."""
    unknown = [role for role in roles if role not in set(Role)]
    if unknown:
        raise Refusal(f"There is no role “{unknown[0]}”. The roles are: {', '.join(Role)}.")
    chosen = password or secrets.token_urlsafe(12)
    _check(email, name, chosen)
    member = add_member(email, name=name, roles=roles, password=chosen, by=SYSTEM, at=timezone.now())
    say(f"{member.name} can sign in as {member.email}.")
    if not password:
        say(f"Password: {chosen}")


def _check(email: str, name: str, password: str) -> None:
    try:
        validate_email(email)
        validate_password(password, Member(email=email, name=name))
    except ValidationError as fault:
        raise Refusal(" ".join(fault.messages)) from fault
