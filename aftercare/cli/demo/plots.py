"""What happens to returns in the demo company, and how often: every state there is, and the odd ones."""

from collections.abc import Callable
from dataclasses import dataclass

from aftercare.cases.terms import Channel, Ruling
from aftercare.cli.demo.story import Hours, Story
from aftercare.org.roles import Role
from aftercare.returns.terms import Method


@dataclass(frozen=True)
class Plot:
    """A course of events: told so often, begun between so many days ago, of an order of such pieces (any when empty).

    `late` begins weeks after the window closed; `signed` is whether the order reached its buyer before. `needs_due`
    and `needs_pickup` ask for a merchant who sets a time for goods to come, or whose address offers a pick-up.
    """

    tell: Callable[[Story], Hours]
    times: int
    days: tuple[int, int]
    pieces: tuple[int, ...] = ()
    late: bool = False
    signed: bool = True
    needs_due: bool = False
    needs_pickup: bool = False


def _asked(story: Story) -> Hours:
    yield from story.ask()


def _asked_at_the_desk(story: Story) -> Hours:
    yield from story.ask(channel=Channel.DESK, photos=0)


def _approved(story: Story) -> Hours:
    yield from story.ask()
    yield from story.approve()


def _talked_over(story: Story) -> Hours:
    yield from story.ask(photos=2)
    yield from story.talk()
    yield from story.approve()


def _pickup_booked(story: Story) -> Hours:
    yield from story.ask()
    yield from story.approve()
    yield from story.book_pickup()


def _on_the_way(story: Story) -> Hours:
    yield from _approved(story)
    yield from story.send()


def _at_the_dock(story: Story) -> Hours:
    yield from _on_the_way(story)
    yield from story.arrive()


def _counted(story: Story) -> Hours:
    yield from _on_the_way(story)
    yield from story.take_in()


def _to_pay(story: Story) -> Hours:
    yield from _counted(story)
    yield from story.agree()


def _completed(story: Story) -> Hours:
    yield from _talked_over(story) if story.rng.random() < 0.3 else _approved(story)
    yield from story.send()
    yield from story.take_in()
    yield from story.agree()
    yield from story.pay()


def _completed_with_less(story: Story) -> Hours:
    yield from story.ask(photos=1)
    yield from story.approve(share=90)
    yield from story.send()
    yield from story.take_in()
    yield from story.agree()
    yield from story.pay()


def _completed_with_freight(story: Story) -> Hours:
    yield from story.ask(channel=Channel.LINK)
    yield from story.approve(with_freight=True)
    yield from story.send()
    yield from story.take_in()
    yield from story.agree()
    yield from story.pay()


def _completed_after_second_look(story: Story) -> Hours:
    yield from _counted(story)
    yield from story.send_back()
    yield from story.approve_again()
    yield from story.agree()
    yield from story.pay()


def _three_asked_two_came_one_broken(story: Story) -> Hours:
    yield from story.ask(pieces=3, photos=1)
    yield from story.approve()
    yield from story.send()
    yield from story.take_in(lambda _three: (2, 2, 1))
    yield from story.agree()
    yield from story.pay()


def _refused_at_the_door(story: Story) -> Hours:
    yield from story.ask_undelivered()
    yield from story.approve(with_freight=True)
    yield from story.send(method=Method.REFUSED_DELIVERY)
    yield from story.take_in()
    yield from story.agree()
    yield from story.pay()


def _late_but_accepted(story: Story) -> Hours:
    yield from story.ask_late()
    yield from story.approve(by=Role.MANAGER)
    yield from story.send()


def _sent_back(story: Story) -> Hours:
    yield from _counted(story)
    yield from story.send_back()


def _rejected(story: Story) -> Hours:
    yield from story.ask(photos=1)
    yield from story.reject()


def _goods_refused(story: Story) -> Hours:
    yield from _on_the_way(story)
    yield from story.refuse_goods()
    yield from story.platform_judges(Ruling.MERCHANT if story.rng.random() < 0.5 else Ruling.BUYER)


def _cancelled(story: Story) -> Hours:
    yield from story.ask()
    yield from story.cancel()


def _lapsed(story: Story) -> Hours:
    yield from _approved(story)
    yield from story.lapse()


PLOTS: tuple[Plot, ...] = (
    Plot(_asked, 11, (0, 2)),
    Plot(_asked_at_the_desk, 3, (0, 1)),
    Plot(_approved, 5, (2, 4)),
    Plot(_talked_over, 3, (2, 4)),
    Plot(_pickup_booked, 4, (2, 3), needs_pickup=True),
    Plot(_on_the_way, 8, (3, 5)),
    Plot(_late_but_accepted, 1, (3, 4), late=True),
    Plot(_at_the_dock, 4, (6, 7)),
    Plot(_counted, 9, (6, 8)),
    Plot(_sent_back, 3, (7, 9)),
    Plot(_to_pay, 7, (7, 9)),
    Plot(_completed, 10, (9, 54)),
    Plot(_completed_with_less, 4, (9, 50)),
    Plot(_completed_with_freight, 2, (9, 50)),
    Plot(_completed_after_second_look, 2, (9, 50)),
    Plot(_three_asked_two_came_one_broken, 1, (9, 20), pieces=(3,)),
    Plot(_refused_at_the_door, 1, (9, 20), signed=False),
    Plot(_rejected, 5, (2, 45)),
    Plot(_goods_refused, 2, (7, 40)),
    Plot(_cancelled, 3, (2, 45)),
    Plot(_lapsed, 2, (20, 45), needs_due=True),
)
