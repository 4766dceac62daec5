"""Three busy days of all four kinds, then whatever hypothesis draws: it adds up, it ends, the journal tells it."""

import os
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from aftercare.returns.terms import Replacement
from tests.journeys.every_kind import EveryKind
from tests.journeys.test_any_sequence import Told

EXAMPLES = int(os.environ.get("AFTERCARE_EXAMPLES", "4"))
"""Enough for a run of the suite; a search by hand takes hundreds, and longer."""
MANY, STEPS, ACTS_A_DAY = 50, 6, 10


class BusyDays(EveryKind):
    """Dice choose among what is usual and what is not."""

    @rule(seed=st.integers(0, 2**31))
    def a_day_passes(self, seed: int) -> None:
        """Many acts in a row, of which hypothesis draws the dice alone: else it would rarely come far."""
        dice = Random(seed)
        for _act in range(ACTS_A_DAY):
            dice.choice(ACTS)(self, dice)
            self.accounts_add_up()
            self.no_money_is_made()


def told_by(dice: Random) -> Told:
    """What the people of one act say."""
    accepted = (dice.randint(0, 3), dice.randint(0, 2))
    damaged = (dice.randint(0, 1), dice.randint(0, 1))
    return Told(dice.choice((None, None, 5)), dice.randint(0, 1), consent=True, accepted=accepted, damaged=damaged)


NEWS = (None, *(Replacement(f"N{price}", "New", price) for price in (0, 7, 40, 200)))
Act = Callable[[BusyDays, Random], object]
OFTEN: tuple[Act, ...] = (
    lambda house, dice: house.usual(dice.randrange(4), dice.randint(1, 6), eager=dice.random() < 0.5),
    lambda house, dice: house.go_on(dice.randrange(4), dice.randrange(10), told_by(dice)),
)
SELDOM: tuple[Act, ...] = (
    lambda house, dice: house.swap([dice.randint(0, 2), dice.randint(0, 2)], dice.choice(NEWS), told_by(dice)),
    lambda house, dice: house.swap([dice.randint(0, 2), dice.randint(0, 2)], dice.choice(NEWS), told_by(dice)),
    lambda house, dice: house.hurry((dice.randint(0, 2), dice.randint(0, 1)), told_by(dice), dice.random() < 0.3),
    lambda house, dice: house.apply([dice.randint(0, 2), dice.randint(0, 1)], backwards=True),
    lambda house, dice: house.agree([dice.randint(0, 30), dice.randint(0, 30)]),
    lambda house, dice: house.call_off([dice.randint(0, 2), dice.randint(0, 2)]),
    lambda house, dice: house.pay_what_is_asked(dice.randrange(4), pays=dice.random() < 0.7),
    lambda house, dice: house.settle_debts(dice.randrange(4), dice.choice(("repay", "ask", "let go")), 9),
    lambda house, dice: house.scan(dice.randrange(4)),
    lambda house, dice: house.carrier_scans(dice.randrange(4)),
    lambda house, dice: house.nothing_comes(dice.randrange(4)),
    lambda house, dice: house.look_at(dice.randrange(6)),
    lambda house, dice: house.gateway_works(dice.choice(("pays", "pays", "mute", "lost", "refuses", "lies"))),
    lambda house, dice: house.press(dice.randrange(4), dice.choice(("try_again", "ask_again", "withdraw", "give"))),
    lambda house, dice: house.switch_gateway(on=dice.random() < 0.7),
    lambda house, dice: house.time_passes(dice.choice((6, 16))),
    lambda house, _dice: house.order_leaves(),
)
ACTS = OFTEN * 5 + SELDOM


@pytest.mark.django_db
@pytest.mark.timeout(3600 if EXAMPLES > MANY else 300)
def test_every_kind_adds_up_ends_and_is_told_again() -> None:
    every = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(BusyDays, settings=every)
