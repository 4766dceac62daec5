"""The reference of lifecycles, drawn from the tables that the rooms run on."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from django.utils.text import slugify

from aftercare.billing.lifecycle import CHARGE, DIFFERENCE, OVERPAID, PAYOUT_ORDER, REFUND
from aftercare.cases.lifecycle import REFERRAL
from aftercare.cases.route import ROUTE
from aftercare.duties.lifecycle import CALL_OUT, LOANER, TASK, WATCH
from aftercare.kernel.lifecycle import Lifecycle
from aftercare.parcels.lifecycle import FIND, HAND_IN, PICKUP
from aftercare.returns.lifecycle import DISPATCH, EXCHANGE, FETCH, MONEY_ALONE, OFFER, RETURN

LIFECYCLES: Mapping[str, Lifecycle] = {
    "Return and refund": RETURN,
    "Refund only, and compensation without return": MONEY_ALONE,
    "Exchange": EXCHANGE,
    "Dispatch after sale": DISPATCH,
    "Offer of a compensation": OFFER,
    "Request for a decision": REFERRAL,
    "Refund": REFUND,
    "Payment of a buyer": CHARGE,
    "Payout by a gateway": PAYOUT_ORDER,
    "Paid ahead and owed by the buyer": OVERPAID,
    "Difference with the bank": DIFFERENCE,
    "Courier who fetches a parcel": PICKUP,
    "Found parcel": FIND,
    "Goods handed in at a service point": HAND_IN,
    "Task": TASK,
    "Loaner": LOANER,
    "Call for help": CALL_OUT,
    "Look at a site's news": WATCH,
    "New goods fetched at a service point": FETCH,
    "Case (who holds it)": ROUTE,
}

_WIDTH, _PORT, _GAP, _MARGIN, _LABEL, _LANE = 140, 20, 18, 16, 120, 16

_STYLE = """
  rect { fill: #ffffff; stroke: #0f5c66 } .end rect { fill: #e6f3f0 }
  text { font: 12px system-ui, sans-serif; fill: #14282d } .state { font-weight: 600; text-anchor: middle }
  .wire { fill: none; stroke: #5c7a80; marker-end: url(#arrow) } .back { stroke: #9a6a00 }
"""
_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="#5c7a80"/></marker></defs>'
)


@dataclass
class Wire:
    """One move in the drawing: from a port of its source to a port of its target, over a lane."""

    action: str
    source: str
    target: str
    y1: int = 0
    y2: int = 0
    lane: int = 0


def write_lifecycles(folder: Path) -> None:
    """Write `lifecycles.md` and one drawing per lifecycle into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    page = [
        "# Lifecycles",
        "",
        "Drawn from the tables in the code, which feed buttons and the API's `actions` too.",
        "",
    ]
    for title, lifecycle in LIFECYCLES.items():
        picture = f"{slugify(title)}.svg"
        (folder / picture).write_text(drawing(lifecycle))
        page += [f"## {title}", "", f"![{title}: states and moves]({picture})", "", *_table(lifecycle), ""]
    (folder / "lifecycles.md").write_text("\n".join(page))


def drawing(lifecycle: Lifecycle) -> str:
    """The lifecycle as SVG: states below each other, a labelled wire for every move; ends are tinted."""
    states = lifecycle.states()
    wires = [Wire(action, s, lifecycle.target(action, s)) for s in states for action in lifecycle.actions(s)]
    tops, height = _place_ports(states, wires)
    lanes = _choose_lanes(wires)
    width = _MARGIN + _WIDTH + _LABEL + lanes * _LANE + _MARGIN
    boxes = [_box(s, top, size, ends=not lifecycle.actions(s)) for s, (top, size) in tops.items()]
    order = {state: place for place, state in enumerate(states)}
    drawn = [_wire(wire, is_back=order[wire.target] <= order[wire.source]) for wire in wires]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<style>{_STYLE}</style>{_ARROW}{''.join(drawn)}{''.join(boxes)}</svg>\n"
    )


def _place_ports(states: list[str], wires: list[Wire]) -> tuple[dict[str, tuple[int, int]], int]:
    """Stack the boxes; every wire gets its own port on both boxes. Returns (top, height) by state, and all height."""
    tops: dict[str, tuple[int, int]] = {}
    y = _MARGIN
    for state in states:
        inward = [wire for wire in wires if wire.target == state]
        outward = [wire for wire in wires if wire.source == state]
        for port, wire in enumerate(inward):
            wire.y2 = y + port * _PORT + _PORT // 2 + 4
        for port, wire in enumerate(outward, start=len(inward)):
            wire.y1 = y + port * _PORT + _PORT // 2 + 4
        size = (len(inward) + len(outward)) * _PORT + 8
        tops[state] = (y, size)
        y += size + _GAP
    return tops, y - _GAP + _MARGIN


def _choose_lanes(wires: list[Wire]) -> int:
    """Give each wire the nearest lane that is free over its whole height; returns how many lanes there are."""
    taken: list[list[tuple[int, int]]] = []
    for wire in sorted(wires, key=lambda w: abs(w.y2 - w.y1)):
        low, high = sorted((wire.y1, wire.y2))
        free = (n for n, spans in enumerate(taken) if all(high < a - 4 or low > b + 4 for a, b in spans))
        wire.lane = next(free, len(taken))
        if wire.lane == len(taken):
            taken.append([])
        taken[wire.lane].append((low, high))
    return len(taken)


def _box(state: str, top: int, size: int, *, ends: bool) -> str:
    label = escape(state.replace("_", " "))
    css = ' class="end"' if ends else ""
    middle = f'x="{_MARGIN + _WIDTH // 2}" y="{top + size // 2 + 4}"'
    shape = f'<rect x="{_MARGIN}" y="{top}" width="{_WIDTH}" height="{size}" rx="6"/>'
    return f'<g{css}>{shape}<text class="state" {middle}>{label}</text></g>'


def _wire(wire: Wire, *, is_back: bool) -> str:
    edge = _MARGIN + _WIDTH
    lane = edge + _LABEL + wire.lane * _LANE
    css = "wire back" if is_back else "wire"
    path = f'<path class="{css}" d="M{edge} {wire.y1} H{lane} V{wire.y2} H{edge + 1}"/>'
    return f'{path}<text x="{edge + 8}" y="{wire.y1 - 3}">{escape(wire.action.replace("_", " "))}</text>'


def _table(lifecycle: Lifecycle) -> list[str]:
    rows = [f"| {action} | {', '.join(sources)} | {target} |" for action, (sources, target) in lifecycle.moves.items()]
    return ["| Move | From | To |", "|---|---|---|", *rows]


if __name__ == "__main__":
    write_lifecycles(Path(sys.argv[1]))
