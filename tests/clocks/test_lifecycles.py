"""Every state of every lifecycle has a way out, somebody who has it, and a time after which it counts as stuck."""

import pytest

from aftercare.billing.lifecycle import CHARGE, DIFFERENCE, OVERPAID, PAYOUT_ORDER, REFUND
from aftercare.cases.route import ROUTE
from aftercare.clocks.terms import Metric, Owner
from aftercare.kernel.lifecycle import Lifecycle
from aftercare.returns.lifecycle import BY_KIND, OFFER

TABLES = [ROUTE, REFUND, PAYOUT_ORDER, CHARGE, OVERPAID, DIFFERENCE, OFFER, *BY_KIND.values()]


def faults(table: Lifecycle) -> list[str]:
    """What a state lacks, in words."""
    found = []
    for state in table.states():
        hold = table.holds.get(state)
        exits = [action for action in table.actions(state) if not action.startswith("reopen")]
        if exits and hold is None:
            found.append(f"{table.name}: nobody has it in {state}, or no limit is set")
        if hold and hold.usual not in exits:
            found.append(f"{table.name}: the usual step of {state} is not possible there")
        if hold and (hold.owner not in list(Owner) or hold.stuck_after_hours <= 0):
            found.append(f"{table.name}: {state} has no owner or no limit")
    return found


@pytest.mark.parametrize("table", TABLES, ids=[f"{table.name}-{n}" for n, table in enumerate(TABLES)])
def test_every_state_has_an_exit_an_owner_and_a_limit(table: Lifecycle) -> None:
    assert faults(table) == []


@pytest.mark.parametrize("table", BY_KIND.values(), ids=BY_KIND.keys())
def test_every_promise_names_states_that_exist_and_says_what_each_does_to_it(table: Lifecycle) -> None:
    states = set(table.states()) | {str(state) for kind in BY_KIND.values() for state in kind.states()}
    for metric, course in table.courses.items():
        assert metric in list(Metric)
        assert {*course.begins, *course.may_begin} <= {*course.runs, *course.waits} | set(course.waits)
        assert {*course.runs, *course.waits, *course.voids} <= states
        assert not {*course.runs} & {*course.waits} | {*course.runs} & {*course.voids}


def test_the_check_can_fail() -> None:
    lonely = Lifecycle("lonely", {"go": (("here",), "there")})
    assert faults(lonely) == ["lonely: nobody has it in here, or no limit is set"]
