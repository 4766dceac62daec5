"""Tables of moves."""

import pytest

from aftercare.billing.lifecycle import REFUND
from aftercare.billing.terms import RefundState
from aftercare.cases.terms import Kind
from aftercare.kernel.errors import IllegalMove
from aftercare.kernel.lifecycle import Lifecycle
from aftercare.returns.lifecycle import BY_KIND, RETURN
from aftercare.returns.terms import SHOWN_AS, State

_UNSENT = {State.COMPLETED, State.REJECTED, State.CANCELLED}
ENDS: dict[str, set[State]] = {
    # Goods that come after all open a return again that was given up.
    Kind.RETURN_REFUND: {State.COMPLETED, State.REJECTED, State.REFUSED},
    Kind.EXCHANGE: {*_UNSENT, State.REFUSED, State.LAPSED},
    Kind.REFUND_ONLY: _UNSENT,
    Kind.COMPENSATION: _UNSENT,
}


def test_target_refuses_with_a_sentence() -> None:
    with pytest.raises(IllegalMove) as refusal:
        RETURN.target("approve", State.COMPLETED)
    assert refusal.value.sentence == "This is not possible now: it is completed."


def test_actions_follow_the_table() -> None:
    assert RETURN.actions(State.SUBMITTED) == ["approve", "reject", "cancel", "resend"]
    assert RETURN.actions(State.COMPLETED) == []
    assert REFUND.actions(RefundState.TO_PAY) == ["lower_approved", "revoke", "give_to_gateway", "pay"]


@pytest.mark.shows("RET-63", "PAG-08")
def test_every_state_is_reachable_shown_and_leads_to_an_end() -> None:
    assert {state for table in BY_KIND.values() for state in table.states()} == set(State)
    assert sorted(state for states in SHOWN_AS.values() for state in states) == sorted(State)
    assert set(ENDS) == set(BY_KIND)
    for kind, table in BY_KIND.items():
        assert {state for state in table.states() if not table.actions(state)} == ENDS[kind]
        assert _reachable(table, State.SUBMITTED) == set(table.states())
        for start in set(table.states()) - ENDS[kind]:
            assert _reachable(table, start) & ENDS[kind]


def _reachable(table: Lifecycle, start: str) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        state = todo.pop()
        for action in table.actions(state):
            target = table.target(action, state)
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen
