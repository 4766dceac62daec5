"""The lives of pick-ups, finds and hand-ins."""

from aftercare.clocks.terms import Owner
from aftercare.kernel.lifecycle import Hold, Lifecycle
from aftercare.parcels.terms import FindState as F
from aftercare.parcels.terms import HandInState as H
from aftercare.parcels.terms import PickupState as P

PICKUP = Lifecycle(
    "parcels.pickup",
    {
        "change": ((P.BOOKED,), P.BOOKED),
        "call_off": ((P.BOOKED,), P.CALLED_OFF),
        "miss": ((P.BOOKED,), P.MISSED),
        "fetch": ((P.BOOKED,), P.DONE),
    },
    holds={P.BOOKED: Hold(Owner.CARRIER, "fetch", 3 * 24)},
)

FIND = Lifecycle(
    "parcels.find",
    {
        "match": ((F.WAITING, F.KEPT), F.WAITING),
        "take_in": ((F.WAITING, F.KEPT), F.TAKEN_IN),
        "send_back": ((F.WAITING, F.KEPT), F.SENT_BACK),
        "keep": ((F.WAITING,), F.KEPT),
        "hand_out": ((F.KEPT,), F.HANDED_OUT),
    },
    holds={F.WAITING: Hold(Owner.DOCK, "take_in", 48), F.KEPT: Hold(Owner.CUSTOMER, "hand_out", 30 * 24)},
)
"""“Keep” means: at the owner's disposal, who fetches it or says where it goes."""

HAND_IN = Lifecycle(
    "parcels.handin",
    {
        "send_on": ((H.TAKEN_OVER,), H.SENT_ON),
        "give_back": ((H.TAKEN_OVER,), H.GIVEN_BACK),
    },
    holds={H.TAKEN_OVER: Hold(Owner.PARTNER, "send_on", 3 * 24)},
)
