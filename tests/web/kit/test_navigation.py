"""The side navigation: by rights, and only where there is something to open."""

from aftercare.kernel.actor import Actor, ActorKind
from aftercare.web.kit.navigation import Group, Item, links

ITEMS = Group(
    "Work",
    (
        Item("Kit", "kit-gallery", "columns", "kit.see", count=lambda _actor: 7),
        Item("Dialog", "kit-dialog", "box", "kit.see"),
        Item("Not built", "no-such-address", "box"),
    ),
)


def someone(*rights: str) -> Actor:
    return Actor(ActorKind.MEMBER, 1, "Somebody", frozenset(rights))


def test_items_without_right_or_address_are_left_out() -> None:
    assert [link.url for link in links(ITEMS, someone("kit.see"), "/").links] == ["/kit/", "/kit/dialog/"]
    assert links(ITEMS, someone("returns.see"), "/").links == []
    assert links(ITEMS, None, "/").links == []


def test_the_nearest_address_is_current() -> None:
    def current(path: str) -> list[str]:
        return [link.url for link in links(ITEMS, someone("kit.see"), path).links if link.current]

    assert current("/kit/") == ["/kit/"]
    assert current("/kit/paper/") == ["/kit/"]
    assert current("/kit/dialog/") == ["/kit/dialog/"]
    assert current("/kitchen/") == []


def test_counts_are_asked_for_the_reader() -> None:
    assert [link.count for link in links(ITEMS, someone("kit.see"), "/").links] == [7, None]
