"""What the forms of the settings show, to tell whether somebody changed it meanwhile."""

from collections.abc import Mapping
from dataclasses import asdict

from aftercare.notifications.models import Endpoint, Outlet, Policy
from aftercare.notifications.queries.setting import Matrix
from aftercare.notifications.rules.events import channels_of, roles_of
from aftercare.notifications.terms import Event, Words

_OUTLET = "host port security username url sender sender_name timeout_seconds is_enabled sealed_secret"
_POLICY = "nothing_leaves quiet_begins quiet_ends digest_at reminder_days rate_days kept_days"
_ENDPOINT = "name url events version timeout_seconds is_enabled sealed_secret"


def outlet_shown(row: Outlet | None) -> Mapping[str, object]:
    """A way out or in; that its secret was changed counts, too."""
    return {name: getattr(row, name) for name in _OUTLET.split()} if row and row.pk else {}


def policy_shown(row: Policy) -> Mapping[str, object]:
    """What holds for all messages."""
    return {name: getattr(row, name) for name in _POLICY.split()}


def choices_shown(event: Event, boxes: Matrix) -> Mapping[str, object]:
    """Who is told of an event, by which channels."""
    return {
        f"{role}, {kind}": boxes.is_on(event, role, kind) for role in roles_of(event) for kind in channels_of(event)
    }


def words_shown(words: Words) -> Mapping[str, object]:
    """What a template says."""
    return asdict(words)


def endpoint_shown(row: Endpoint) -> Mapping[str, object]:
    """Another system that is told what happens."""
    return {name: getattr(row, name) for name in _ENDPOINT.split()}
