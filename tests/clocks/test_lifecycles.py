"""Every state of every lifecycle has a way out, somebody who has it, and a time after which it counts as stuck."""

import pytest

from aftercare.cli.lifecycles import LIFECYCLES
from aftercare.clocks.terms import Metric, Owner
from aftercare.duties.lifecycle import BY_KIND as DUTIES
from aftercare.kernel.lifecycle import Hold, Lifecycle, faults
from aftercare.returns.lifecycle import BY_KIND

TABLES = list({id(table): table for table in (*LIFECYCLES.values(), *BY_KIND.values(), *DUTIES.values())}.values())


@pytest.mark.parametrize("table", TABLES, ids=[f"{table.name}-{n}" for n, table in enumerate(TABLES)])
def test_every_state_has_an_exit_an_owner_and_a_limit(table: Lifecycle) -> None:
    assert faults(table, Owner) == []


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
    assert faults(lonely, Owner) == ["lonely: nobody has it in here, or no limit is set"]
    trap = Lifecycle("trap", {"turn": (("here",), "here")}, holds={"here": Hold("us", "turn", 0)})
    assert faults(trap, Owner) == [
        "trap: here has no owner or no limit",
        "trap: nothing leads out of here",
        "trap: here has no end if nothing comes",
    ]


def test_every_lifecycle_of_the_house_is_looked_at() -> None:
    names = {table.name for table in TABLES}
    assert names >= {"returns.return", "returns.dispatch", "billing.payout_order", "billing.refund", "duties.task"}
