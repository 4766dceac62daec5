"""The drawn reference says what the tables say."""

from pathlib import Path
from xml.etree import ElementTree

from aftercare.cli.lifecycles import drawing, write_lifecycles
from aftercare.returns.lifecycle import RETURN

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
        "billing.charge.svg",
        "billing.difference.svg",
        "billing.overpaid.svg",
        "billing.payout_order.svg",
        "billing.refund.svg",
        "cases.case.svg",
        "cases.referral.svg",
        "parcels.find.svg",
        "parcels.handin.svg",
        "parcels.pickup.svg",
        "returns.dispatch.svg",
        "returns.offer.svg",
        "returns.return.svg",
    ]
