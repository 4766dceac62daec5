"""Promised times are set only where something begins them: each kind of return and task is asked what it tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from aftercare.cases.terms import Kind
from aftercare.clocks.commands.policies import BadPolicy, Promise, add_policy, edit_policy, take_over
from aftercare.clocks.models import Policy
from aftercare.clocks.rules.templates import Template
from aftercare.clocks.terms import UNTOLD, Metric
from aftercare.duties.lifecycle import BY_KIND as TASKS
from aftercare.duties.terms import TaskKind
from aftercare.kernel.actor import Actor
from aftercare.kernel.lifecycle import Course
from aftercare.returns.lifecycle import BY_KIND as RETURNS
from aftercare.returns.terms import State

_OF_TASKS = frozenset({"kind", "tier", "priority"})
_OF_CASES = _OF_TASKS | {"channel"}
_OF_RETURNS = _OF_CASES | {"product"}
_WITH_GOODS = (Kind.RETURN_REFUND, Kind.EXCHANGE)
_USUAL = "0"


@dataclass(frozen=True)
class Beginning:
    """A moment at which a metric begins on a kind of record, and what is known of it then.

    `is_first`: with the record itself, before anybody can have raised its priority.
    """

    kind: str
    known: frozenset[str]
    is_first: bool = False

    def tells(self, promise: Promise) -> bool:
        """Whether a record here can be what the promise asks for; what nothing tells at all is refused apart."""
        wanted = {trait: word for trait, word in promise.match.items() if word and trait not in UNTOLD}
        if wanted.get("kind", self.kind) != self.kind or not wanted.keys() <= self.known:
            return False
        return not self.is_first or wanted.get("priority", _USUAL) == _USUAL


def add_promised_time(promise: Promise, *, by: Actor, at: datetime) -> Policy:
    """A new promise, refused when it is switched on and nothing would ever begin it."""
    _check_begins(promise)
    return add_policy(promise, by=by, at=at)


def take_over_promised_time(template: Template, promise: Promise, *, by: Actor, at: datetime) -> Policy:
    """The same from a template, with its steps."""
    _check_begins(promise)
    return take_over(template, promise, by=by, at=at)


def edit_promised_time(
    policy: Policy, promise: Promise, *, ends_clocks: bool = False, by: Actor, at: datetime
) -> Policy:
    """The same for one that is there."""
    _check_begins(promise)
    return edit_policy(policy, promise, ends_clocks=ends_clocks, by=by, at=at)


def begins_somewhere(promise: Promise) -> bool:
    """Whether any kind of return, task or talk comes to where this promise begins."""
    return any(one.tells(promise) for one in _beginnings(str(promise.metric), promise.begins_in))


def _check_begins(promise: Promise) -> None:
    if promise.is_active and not begins_somewhere(promise):
        sentence = _("Nothing begins this time yet: no case or task of this kind comes to it. Choose another, or none.")
        raise BadPolicy(sentence, field="kind" if promise.match.get("kind") else "metric")


def _beginnings(metric: str, begins_in: str) -> Iterator[Beginning]:
    if metric == Metric.REPLY:
        yield from (Beginning(str(kind), _OF_CASES) for kind in RETURNS)
    for kind, table in RETURNS.items():
        for state in _states(table.courses.get(metric), begins_in):
            is_first = state == State.SUBMITTED
            branch = {"branch"} if kind in _WITH_GOODS and not is_first else set()
            yield Beginning(str(kind), _OF_RETURNS | branch, is_first)
    for task, table in TASKS.items():
        for _state in _states(table.courses.get(metric), begins_in):
            told = _OF_CASES if task == TaskKind.CALL_OUT else _OF_TASKS
            yield Beginning(str(task), told, is_first=True)


def _states(course: Course | None, begins_in: str) -> tuple[str, ...]:
    if course is None:
        return ()
    if not begins_in:
        return course.begins
    return (begins_in,) if begins_in in (*course.begins, *course.may_begin) else ()
