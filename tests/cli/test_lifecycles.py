"""The drawn reference says what the tables say."""

from pathlib import Path
from xml.etree import ElementTree

from aftercare.cli.lifecycles import drawing, write_lifecycles
from aftercare.returns.lifecycle import EXCHANGE, RETURN

SVG = "{http://www.w3.org/2000/svg}"


def test_every_state_and_every_move_is_drawn() -> None:
    picture = ElementTree.fromstring(drawing(RETURN))
    words = [text.text for text in picture.iter(f"{SVG}text")]
    assert {state.replace("_", " ") for state in RETURN.states()} <= set(words)
    moves = sum(len(sources) for sources, _ in RETURN.moves.values())
    assert len([p for p in picture.iter(f"{SVG}path") if "wire" in str(p.get("class"))]) == moves


def test_the_reference_page_names_every_lifecycle(tmp_path: Path) -> None:
    write_lifecycles(tmp_path)
    page = (tmp_path / "lifecycles.md").read_text()
    assert "| approve | submitted | approved |" in page
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == [
        "call-for-help.svg",
        "case-who-holds-it.svg",
        "courier-who-fetches-a-parcel.svg",
        "difference-with-the-bank.svg",
        "dispatch-after-sale.svg",
        "exchange.svg",
        "found-parcel.svg",
        "goods-handed-in-at-a-service-point.svg",
        "loaner.svg",
        "look-at-a-sites-news.svg",
        "new-goods-fetched-at-a-service-point.svg",
        "offer-of-a-compensation.svg",
        "paid-ahead-and-owed-by-the-buyer.svg",
        "payment-of-a-buyer.svg",
        "payout-by-a-gateway.svg",
        "refund-only-and-compensation-without-return.svg",
        "refund.svg",
        "request-for-a-decision.svg",
        "return-and-refund.svg",
        "task.svg",
    ]
    for name, lifecycle in {"return-and-refund": RETURN, "exchange": EXCHANGE}.items():
        assert f"]({name}.svg)" in page
        assert (tmp_path / f"{name}.svg").read_text() == drawing(lifecycle)
