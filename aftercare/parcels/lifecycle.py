"""The lives of pick-ups, finds and hand-ins."""

from aftercare.kernel.lifecycle import Lifecycle
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
)
"""“Keep” means: at the owner's disposal, who fetches it or says where it goes."""

HAND_IN = Lifecycle(
    "parcels.handin",
    {
        "send_on": ((H.TAKEN_OVER,), H.SENT_ON),
        "give_back": ((H.TAKEN_OVER,), H.GIVEN_BACK),
    },
)
