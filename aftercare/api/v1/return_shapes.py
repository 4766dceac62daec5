"""How a return looks from outside."""

from datetime import date, datetime

from pydantic import BaseModel, Field


class ReturnLineOut(BaseModel):
    """Pieces of one order line. `ceiling` is the most that may be promised now; null when nothing is to be decided."""

    position: int
    sku: str
    name: str
    quantity: int
    unit_price: str
    asked: str
    amount: str
    ceiling: str | None
    counted: int | None
    accepted: int | None
    damaged: int | None
    grade: str
    replacement_sku: str = Field(description="In an exchange, what is given for these pieces; else empty.")
    replacement_name: str
    replacement_price: str | None = Field(description="Per piece; null for the worth of what comes back.")


class PhotoOut(BaseModel):
    """A photo of the return; get it from `/files/{id}`."""

    id: str
    content_type: str
    from_dock: bool


class ContactOut(BaseModel):
    """Who sends the goods. Masked unless the return is this key's own and the key has the scope contacts.reveal."""

    name: str
    phone: str
    address: str
    is_masked: bool


class SendTo(BaseModel):
    """Where the goods go back to."""

    contact: str
    phone: str
    address: str


class PayoutOut(BaseModel):
    """The money that was sent. `consent`: how the buyer agreed to another way than the one by which he paid."""

    method: str
    reference: str
    amount: str
    paid_at: datetime
    paid_by: str
    consent: str


class RefundOut(BaseModel):
    """The refund's state, for who sees refunds."""

    state: str
    total: str
    approved_at: datetime | None
    approved_by: str
    payout: PayoutOut | None


class DispatchLineOut(BaseModel):
    """Goods that leave."""

    sku: str
    name: str
    quantity: int


class DispatchOut(BaseModel):
    """Goods that leave after sale. `hold` is what they wait for; `order_number` is the order that they have become."""

    number: str
    state: str
    hold: str
    version: int
    deliver_on: date | None
    carrier: str
    tracking_number: str
    shipped_at: datetime | None
    confirmed_at: datetime | None
    order_number: str
    lines: list[DispatchLineOut]


class ChargeOut(BaseModel):
    """What the buyer owes, paid or was let off."""

    purpose: str
    state: str
    amount: str
    reference: str
    decided_at: datetime | None


class ReturnRow(BaseModel):
    """A return as lists show it. Amounts are decimal text in `currency`; `shown` is the trade's name of the state."""

    number: str
    kind: str
    state: str
    shown: str
    turn: str = Field(description="Whose move it is; empty when nobody's.")
    version: int = Field(description="Send it back with a move to have a stale view refused.")
    merchant: str
    order_number: str
    ordered_at: datetime
    goods: str
    currency: str
    asked: str
    amount: str
    applied_at: datetime
    reviewed_at: datetime | None
    completed_at: datetime | None
    due_at: datetime | None = Field(description="The earliest promised time that runs now.")


class FindingOut(BaseModel):
    """One part of the decision: what about, the answer, the rule that decided, the nearest miss, and their facts."""

    about: str
    answer: str
    rule: str
    near: str
    facts: dict[str, str | int | bool | None]


class ReturnOut(ReturnRow):
    """A return with everything around it. `actions` are the moves open to this key now, by the end of their address."""

    shop: str
    actions: list[str]
    reason: str
    remark: str
    not_received: bool
    window_rule: str
    window_ends_on: date | None
    window_override: str
    freight: str
    gifts_back: str = Field(description="What goes back for gifts that came after their price had been taken off.")
    gives_back_coupon: bool
    gives_back_coins: bool
    price: str = Field(description="In an exchange, what the new goods cost; `amount` is what the old ones count for.")
    difference: str = Field(description="Price less amount: above zero the buyer pays it, below he gets it back.")
    is_advance: bool
    is_doa: bool
    deliver_on: date | None
    instead: str
    dispatches: list[DispatchOut]
    charges: list[ChargeOut]
    consent: str = Field(
        description="How the buyer agreed to less, in words; `service_fee`: he ticked the merchant's fee when he asked."
        " What a law takes off is not among it."
    )
    reviewed_by: str
    reject_reason: str
    send_back_reason: str
    send_to: SendTo | None
    goods_due_on: date | None
    method: str
    pickup_on: date | None
    carrier: str
    tracking_number: str
    shipped_at: datetime | None
    received_at: datetime | None
    received_by: str
    inspected_at: datetime | None
    buyer: str = Field(description="The buyer's account in the shop.")
    contact: ContactOut
    lines: list[ReturnLineOut]
    photos: list[PhotoOut]
    refund: RefundOut | None
    refund_trigger: str = Field(description="When the money goes; fixed at the approval, empty before it.")
    refund_trigger_rule: str
    freight_payer: str = Field(description="Who pays the way back: shop, buyer, or open.")
    paid_ahead_at: datetime | None = Field(description="When the money was sent before the goods came.")
    policy_version: int | None
    law: str = Field(description="The law profile with its version, empty for none.")
    decision: list[FindingOut]


class ReturnPage(BaseModel):
    """A page of returns, newest application first. `next` is the address of the following page, null on the last."""

    items: list[ReturnRow]
    next: str | None


class Happening(BaseModel):
    """One thing that happened to the return."""

    at: datetime
    kind: str
    by: str
    note: str
    state_before: str
    state_after: str


class Timeline(BaseModel):
    """Everything that happened, first first."""

    items: list[Happening]


class TapeEvent(BaseModel):
    """From here on the clock runs, pauses or has stopped, and the minutes are the owner's."""

    at: datetime
    mark: str
    owner: str
    why: str = Field(description="The state the return was in, or another word for the reason.")


class ClockOut(BaseModel):
    """A promised time. `due_at` is null while it waits; `late_at` is when the promise was broken."""

    metric: str
    policy: str
    calendar: str
    state: str
    owner: str
    started_at: datetime
    due_at: datetime | None
    late_at: datetime | None
    stopped_at: datetime | None
    minutes: dict[str, float] = Field(description="Minutes by who had the case, once it has stopped.")
    tape: list[TapeEvent]


class Clocks(BaseModel):
    """What is promised about a return, the oldest first."""

    items: list[ClockOut]
