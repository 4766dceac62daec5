"""Words that refusals fill into their sentences; listed here so that they are translated."""

from django.utils.translation import gettext_noop

REFUSAL_WORDS = (
    gettext_noop("approve"), gettext_noop("approve again"), gettext_noop("reject"), gettext_noop("cancel"),
    gettext_noop("book pickup"), gettext_noop("ship"), gettext_noop("correct tracking"), gettext_noop("receive"),
    gettext_noop("inspect"), gettext_noop("refuse"), gettext_noop("send back"), gettext_noop("start refund"),
    gettext_noop("complete"), gettext_noop("lapse"), gettext_noop("lose"), gettext_noop("ask again"),
    gettext_noop("revoke"),
    gettext_noop("pay"), gettext_noop("submitted"), gettext_noop("review again"), gettext_noop("approved"),
    gettext_noop("pickup booked"), gettext_noop("in transit"), gettext_noop("received"), gettext_noop("inspected"),
    gettext_noop("refunding"), gettext_noop("completed"), gettext_noop("rejected"), gettext_noop("refused"),
    gettext_noop("cancelled"), gettext_noop("lapsed"), gettext_noop("to approve"), gettext_noop("sent back"),
    gettext_noop("to pay"), gettext_noop("paid"), gettext_noop("revoked"), gettext_noop("request"),
    gettext_noop("review"), gettext_noop("contact"), gettext_noop("phone"), gettext_noop("country"),
    gettext_noop("city"), gettext_noop("street"), gettext_noop("give to gateway"), gettext_noop("take back"),
    gettext_noop("at gateway"), gettext_noop("send"), gettext_noop("lose"), gettext_noop("fail"),
    gettext_noop("differ"), gettext_noop("try again"), gettext_noop("withdraw"), gettext_noop("keep"),
    gettext_noop("release"), gettext_noop("settle"), gettext_noop("due"), gettext_noop("sending"),
    gettext_noop("unclear"), gettext_noop("failed"), gettext_noop("differs"), gettext_noop("withdrawing"),
    gettext_noop("withdrawn"), gettext_noop("goods owed"), gettext_noop("picking"), gettext_noop("shipped"),
    gettext_noop("held"), gettext_noop("to pick"), gettext_noop("delivered"), gettext_noop("called off"),
    gettext_noop("waived"), gettext_noop("void"),
    gettext_noop("withdrawn"), gettext_noop("join payout"), gettext_noop("close paid"), gettext_noop("lower"),
    gettext_noop("lower approved"), gettext_noop("repay"), gettext_noop("repay part"), gettext_noop("ask write off"),
    gettext_noop("keep asking"), gettext_noop("write off"), gettext_noop("open"), gettext_noop("write off asked"),
    gettext_noop("repaid"), gettext_noop("written off"),
    gettext_noop("change pickup"), gettext_noop("call off pickup"),
    gettext_noop("miss pickup"), gettext_noop("reopen"), gettext_noop("booked"), gettext_noop("done"),
    gettext_noop("called off"), gettext_noop("missed"), gettext_noop("waiting"), gettext_noop("taken in"),
    gettext_noop("kept"), gettext_noop("handed out"), gettext_noop("taken over"), gettext_noop("sent on"),
    gettext_noop("given back"),
)  # fmt: skip
"""Words that refusals put into their sentences: states, actions, duties, parts of an address."""
