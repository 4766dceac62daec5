"""What messages say in English."""

from aftercare.notifications.terms import Words

_HELLO = "Hello{{#name}} {{name}}{{/name}},\n\n"
_FOLLOW = "\n\nYou can follow your case, and do what is next, here:\n{{link}}\n"


def _buyer(subject: str, text: str, short: str) -> Words:
    return Words(f"{subject} [{{{{number}}}}]", f"{_HELLO}{text}{_FOLLOW}", f"{short} {{{{link}}}}")


def _staff(subject: str, text: str = "") -> Words:
    body = f"{text or subject}\n\n{{{{#goods}}}}{{{{goods}}}}\n{{{{/goods}}}}{{{{link}}}}\n"
    return Words(subject, body, f"{subject} {{{{link}}}}")


WORDS = {
    "received": _buyer(
        "We have received your request",
        "we have received your request about order {{order}}: {{goods}}, {{amount}}. Its number is {{number}}. "
        "We look at it and write to you as soon as it is decided; there is nothing you need to do now.\n\n"
        "Keep the link below: it opens your case without a password, so do not pass it on.",
        "{{company}}: we have received your request {{number}}.",
    ),
    "approved": _buyer(
        "Your request is approved",
        "your request {{number}} is approved: {{amount}} for {{goods}}."
        "{{#address}}\n\nPlease send the goods to:\n{{address}}{{/address}}"
        "{{#day}}\n\nThey should be on their way by {{day}}.{{/day}}",
        "{{company}}: {{number}} is approved, {{amount}}.{{#day}} Send the goods by {{day}}.{{/day}}",
    ),
    "refused": _buyer(
        "About your request",
        "we cannot accept your request {{number}} about {{goods}}.\n\nThe reason: {{reason}}\n\n"
        "If you see it differently, answer this message; a colleague reads it.",
        "{{company}}: we cannot accept {{number}}. {{reason}}",
    ),
    "scheduled": _buyer(
        "The courier comes on {{day}}",
        "the courier fetches your parcel on {{day}}. Please have it packed, with the return slip inside; you can "
        "print the slip from your case.",
        "{{company}}: the courier fetches {{number}} on {{day}}.",
    ),
    "moved": _buyer(
        "New time: {{day}}",
        "your appointment has moved. It is now {{day}}{{#before}}, no longer {{before}}{{/before}}.",
        "{{company}}: the time of {{number}} has moved to {{day}}.",
    ),
    "pickup_off": _buyer(
        "The courier did not fetch your parcel",
        "the pick-up of your parcel for {{number}} did not take place. Please choose another day, or send it "
        "yourself, from your case.",
        "{{company}}: the parcel of {{number}} was not fetched. Please choose another day.",
    ),
    "to_fetch": _buyer(
        "Your new goods wait for you",
        "your new goods for {{number}} wait for you at the shop that you chose. "
        "Show the code that stands on the page of your case at the counter.",
        "{{company}}: your new goods for {{number}} wait for you in the shop.",
    ),
    "offer": _buyer(
        "We have an offer for you",
        "we have an offer for you about {{number}} ({{goods}}). Look at it and say yes or no on the page of your case.",
        "{{company}}: we have an offer for you about {{number}}.",
    ),
    "reminder": _buyer(
        "Your goods are expected by {{day}}",
        "we have not seen a parcel for {{number}} yet. Please send {{goods}} by {{day}}; after that day the request "
        "ends by itself.{{#address}}\n\nThe address:\n{{address}}{{/address}}",
        "{{company}}: please send the goods of {{number}} by {{day}}.",
    ),
    "on_the_way": _buyer(
        "Your parcel is on its way to us",
        "thank you: your parcel is noted{{#carrier}} with {{carrier}}{{/carrier}}{{#tracking}}, number "
        "{{tracking}}{{/tracking}}. We write to you when it has arrived.",
        "{{company}}: the parcel of {{number}} is on its way to us.{{#tracking}} {{tracking}}{{/tracking}}",
    ),
    "goods_received": _buyer(
        "Your parcel has arrived",
        "your parcel for {{number}} has arrived. We look at what is inside; the money follows when that is done.",
        "{{company}}: the parcel of {{number}} has arrived.",
    ),
    "refunded": _buyer(
        "{{amount}} are on their way to you",
        "we have sent you {{amount}} for {{number}}.\n\nWay: {{way}}\nReference: {{reference}}\n\n"
        "Depending on your bank it takes some days until you see the money.",
        "{{company}}: {{amount}} sent for {{number}} ({{way}}, {{reference}}).",
    ),
    "replacement_shipped": _buyer(
        "Your replacement is on its way",
        "your replacement for {{number}} is on its way{{#carrier}} with {{carrier}}{{/carrier}}{{#tracking}}, number "
        "{{tracking}}{{/tracking}}.",
        "{{company}}: the replacement of {{number}} is on its way.{{#tracking}} {{tracking}}{{/tracking}}",
    ),
    "delayed": Words(
        "Your order {{order}} is late",
        _HELLO + "your order {{order}} ({{goods}}) has not left yet{{#day}}; it was to be on its way by "
        "{{day}}{{/day}}. We are sorry.{{#note}}\n\n{{author}} writes:\n{{note}}{{/note}}\n\n"
        "If you would rather not wait, you can call it off and have your money back, with the number of your order:"
        "\n{{link}}\n",
        "{{company}}: your order {{order}} is late, we are sorry.{{#note}} {{note}}{{/note}} {{link}}",
    ),
    "done": _buyer(
        "Your case is done", "your case {{number}} is done. Thank you for your patience.",
        "{{company}}: {{number}} is done.",
    ),
    "sample_result": Words(
        "The result of your sample [{{number}}]",
        _HELLO + "the test of your sample is done: {{what}}.\n\nResult:\n{{note}}\n\n{{company}}\n",
        "{{company}}: result of {{what}}: {{note}}",
    ),
    "complaint_answer": Words(
        "About your complaint [{{number}}]",
        _HELLO + "about your complaint “{{what}}” {{author}} writes:\n\n{{note}}\n\n{{company}}\n",
        "{{company}}: about your complaint {{number}}: {{note}}",
    ),
    "cancelled": _buyer(
        "Your request is cancelled",
        "your request {{number}} about {{goods}} is cancelled, as you asked. Nothing more happens.",
        "{{company}}: {{number}} is cancelled, as you asked.",
    ),
    "unseen": _buyer(
        "Where is your parcel?",
        "you told us that {{goods}} ({{number}}) are on their way{{#carrier}} with {{carrier}}{{/carrier}}"
        "{{#tracking}}, number {{tracking}}{{/tracking}}, but no carrier has seen the parcel so far. Please check the "
        "number, or answer this message with the receipt. Without news the request ends in a week, and what you had "
        "ahead is owed.",
        "{{company}}: nobody has seen the parcel of {{number}} yet. Please check its tracking number.",
    ),
    "lost": _buyer(
        "Your request has ended",
        "your parcel for {{number}} did not reach us, and no carrier ever had it, so the request has ended. If you "
        "have a receipt for it, answer this message. Within the time for returns you may ask again.",
        "{{company}}: the parcel of {{number}} did not reach us, so the request has ended.",
    ),
    "made_good": _buyer(
        "Your parcel was lost, and you need not bear that",
        "your parcel for {{number}} was lost after you had handed it over. We go on as if it had reached us: you need "
        "do nothing.",
        "{{company}}: the parcel of {{number}} was lost on its way. We go on as if it had come.",
    ),
    "goods_owed": _buyer(
        "The old goods are missing",
        "you have your new goods, but what should come back for {{number}} is still missing. Please send it, or "
        "pay for it: the page of your case says how much. {{link}}",
        "{{company}}: the old goods of {{number}} are missing. {{link}}",
    ),
    "lapsed": _buyer(
        "Your request has ended",
        "your goods did not reach us{{#day}} by {{day}}{{/day}}, so the request {{number}} has ended. If you have sent "
        "them, answer this message and name the tracking number.",
        "{{company}}: the goods of {{number}} did not come, so the request has ended.",
    ),
    "reply": _buyer(
        "A message about your case",
        "{{author}} wrote to you about {{number}}:\n\n{{note}}\n\nJust answer this e-mail.",
        "{{company}}: there is a message about {{number}}.",
    ),
    "rate": Words(
        "How did we do? [{{number}}]",
        f"{_HELLO}your case {{{{number}}}} is done. How was it? Give it one to five stars here, it takes a moment:"
        f"\n{{{{rate_link}}}}\n\nA word or two with it, good or bad, helps most: "
        f"people read it, and it decides what we change.{_FOLLOW}",
        "{{company}}: how did we do with {{number}}? {{rate_link}}",
    ),
    "review_asked": _staff("{{number}} waits for a decision: {{amount}}"),
    "refund_asked": _staff("The refund of {{number}} waits for finance: {{amount}}"),
    "sent_back": _staff("Finance sent {{number}} back", "{{author}} sent {{number}} back: {{reason}}"),
    "to_pay": _staff("{{number}} is to be paid: {{amount}}"),
    "payout_failed": _staff("The gateway did not pay {{number}}", "The gateway did not pay {{number}}: {{reason}}"),
    "buyer_wrote": _staff("The buyer wrote about {{number}}", "The buyer wrote about {{number}}:\n\n{{note}}"),
    "question_asked": _staff("A question about {{number}}", "{{author}} asks about {{number}}."),
    "question_answered": _staff(
        "Your question about {{number}} is answered", "{{author}} has answered your question about {{number}}."
    ),
    "uncounted": _staff("The goods of {{number}} lie uncounted"),
    "assigned": _staff("{{number}} is yours now", "{{number}} is yours now.{{#what}} {{what}}{{/what}}"),
    "overdue": _staff("{{number}}: {{what}}{{#day}}, {{day}}{{/day}}"),
    "rated_low": _staff("{{number}} was rated {{stars}} of 5"),
    "task_given": _staff("Your task now: {{what}}"),
    "task_free": _staff("Nobody owes this task yet: {{what}}"),
    "handed_in": _staff("{{author}} handed in: {{what}}"),
    "sent_on_call": _staff("{{author}} sends you to a customer: {{what}}"),
    "called_back": _staff("{{author}} calls you back: {{what}}"),
    "answer_lost": _staff("The answer to the complaint “{{what}}” did not arrive{{#reason}}: {{reason}}{{/reason}}"),
    "off_duty": _staff("{{author}} took you off duty: {{what}}"),
    "rest_given": _staff("{{author}} gives you a day off for your duty: {{what}}"),
    "on_duty": _staff("{{author}} put you on duty: {{what}}"),
    "bare_day": _staff("Nobody is on duty any more, and the day is open: {{what}}"),
    "rest_owed": _staff("A day of rest is owed to you for your duty: {{what}}"),
    "bounced": _staff("A message about {{number}} came back", "A message about {{number}} came back: {{reason}}"),
    "mail_waiting": _staff("A mail waits to be filed", "A mail waits to be filed: {{reason}}"),
    "endpoint_failing": _staff("The webhook {{what}} is switched off", "{{what}} is switched off: {{reason}}"),
}  # fmt: skip
