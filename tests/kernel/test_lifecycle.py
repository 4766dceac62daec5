"""Tables of moves."""

import pytest

from aftercare.billing.lifecycle import REFUND
from aftercare.billing.terms import RefundState
from aftercare.kernel.errors import IllegalMove
from aftercare.returns.lifecycle import RETURN
from aftercare.returns.terms import SHOWN_AS, State


def test_target_refuses_with_a_sentence() -> None:
    with pytest.raises(IllegalMove) as refusal:
        RETURN.target("approve", State.COMPLETED)
    assert refusal.value.sentence == "This is not possible now: it is completed."


def test_actions_follow_the_table() -> None:
    assert RETURN.actions(State.SUBMITTED) == ["approve", "reject", "cancel"]
    assert RETURN.actions(State.COMPLETED) == []
    assert REFUND.actions(RefundState.TO_PAY) == ["give_to_gateway", "pay"]


@pytest.mark.shows("RET-63", "PAG-08")
def test_every_state_is_reachable_shown_and_leads_to_an_end() -> None:
    assert set(RETURN.states()) == set(State)
    assert sorted(state for states in SHOWN_AS.values() for state in states) == sorted(State)
    ends = {State.COMPLETED, State.REJECTED, State.REFUSED, State.CANCELLED, State.LAPSED}
    assert {state for state in State if not RETURN.actions(state)} == ends
    for start in set(State) - ends:
        assert _reachable(start) & ends
    assert _reachable(State.SUBMITTED) == set(State)


def _reachable(start: str) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        state = todo.pop()
        for action in RETURN.actions(state):
            target = RETURN.target(action, state)
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen
