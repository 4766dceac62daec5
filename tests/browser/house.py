"""A merchant with something on every page, each at the point of its life where the page is of use."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from aftercare.billing.commands.gateways import GatewayChoice, set_gateway
from aftercare.billing.commands.ordering import withdraw
from aftercare.billing.commands.orders import claim_next
from aftercare.billing.models import Charge, PayoutOrder, Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import GatewayKind, Outcome, Reply
from aftercare.cases.commands import questions
from aftercare.cases.commands.follow_ups import plan_follow_up
from aftercare.cases.commands.notes import add_note
from aftercare.cases.models import Referral
from aftercare.clocks.commands.changing import plan_target, rehearse
from aftercare.clocks.commands.policies import NewStep
from aftercare.clocks.models import PolicyStep
from aftercare.clocks.terms import Act, Metric, Target, Unit
from aftercare.customers.commands import set_mark
from aftercare.customers.models import Customer
from aftercare.customers.terms import Mark
from aftercare.duties.terms import TaskKind
from aftercare.flow import compensation, dispatching, exchange
from aftercare.flow.hand_in import hand_in_goods
from aftercare.flow.paying_out import take_reply
from aftercare.flow.return_goods import refuse_goods, take_in_goods
from aftercare.flow.scans import CARRIER, take_file, take_scans
from aftercare.flow.settlement import GATEWAY_CASHIER, approve_refund
from aftercare.jobs.messages import send_due
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM, Actor, ActorKind
from aftercare.notifications.commands.endpoints import EndpointChoice, add_endpoint, try_out
from aftercare.notifications.commands.inbound import take_mail
from aftercare.notifications.commands.reaching import exclude
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import Block, Message
from aftercare.notifications.models import Policy as MessagePolicy
from aftercare.notifications.rules import threads
from aftercare.orders.models import SellerPromise
from aftercare.org.commands.authority import set_limit
from aftercare.org.commands.points import PointChoice, set_point
from aftercare.org.roles import Role, rights_of
from aftercare.parcels.commands.finds import Found, record_find
from aftercare.parcels.commands.handins import Handed
from aftercare.parcels.commands.watching import Times, set_watch, tell_quiet
from aftercare.parcels.models import Scan
from aftercare.parcels.terms import ScanStatus
from aftercare.quality.models import Rating
from aftercare.reporting.commands.definitions import Chosen, define_kpi
from aftercare.reporting.terms.scores import Kpi, Variant
from aftercare.returns.commands.fetching import arrive, choose_point
from aftercare.returns.commands.reviewing import Decision, reject
from aftercare.returns.commands.sending import book_pickup, ship
from aftercare.returns.models import CompensationOffer, Fetch, Return, ReviewRule
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade
from tests.factories.aside import put_aside
from tests.factories.buying import bought_lately, sendable
from tests.factories.care import colleague, compensated, terms
from tests.factories.carriers import SETTER, carrier, event
from tests.factories.duties import certificate, duty, handed_in_report, rota_keys, taken_call, task
from tests.factories.exchanges import BASIC, PACKER, SILVER, articles, asked, dispatch_of
from tests.factories.exchanges import sent as send_goods
from tests.factories.people import AGENT, CASHIER, DOCKER, FINANCE, REVIEWER, actor, buyer, member
from tests.factories.promises import hotline, promise
from tests.factories.shop import Scene, scene
from tests.factories.stories import PARCEL, all_good, applied
from tests.web.service.test_desk import paid, ships_within
from tests.web.test_access import pattern_of

BY_STATE = {
    "return-detail": "asked", "return-reject": "asked", "return-ship": "sendable", "return-pickup": "sendable",
    "return-cancel": "sendable", "return-slip": "sendable", "my-case": "sendable", "my-ship": "sendable",
    "my-pickup": "sendable", "my-cancel": "sendable", "my-correct": "sent", "dock-count": "sent",
    "dock-refuse": "sent", "finance-detail": "counted", "finance-send-back": "counted", "finance-pay": "due",
    "finance-gateway-withdraw": "ordered", "finance-gateway-correct": "ordered",
    "finance-gateway-settle": "withdrawing",
    "point-take": "sendable", "return-parcel-add": "sent", "return-scan": "sent", "dock-learn": "sent",
    "dock-photos": "sent", "dock-here": "sendable", "dock-second": "short", "dock-late": "rejected",
    "return-pickup-change": "fetched", "return-pickup-off": "fetched", "return-pickup-missed": "fetched",
    "my-pickup-change": "fetched", "my-pickup-off": "fetched", "my-pickup-missed": "fetched",
    "return-release": "to_send", "return-day": "to_send", "return-instead": "owing", "dock-send": "picked",
    "return-confirm": "gone", "my-confirm": "gone", "packing-slip": "picked", "service-offer": "sendable",
    "service-resend": "asked", "my-fetch": "to_send", "my-accept": "talked", "my-decline": "talked",
    "dock-send-refused": "refused",
}  # fmt: skip
"""The point of a return's life at which a page is of use."""
WORDS = {
    "kind": "return_refund", "condition": "amount",
    "act": "keep", "event": "received", "source": "dispatch", "language": "en", "mark": "p1.00000000000000000000",
    "kpi": "disputes", "reader": "messages",
    "file_id": "00000000-0000-4000-8000-000000000000", "key": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip
NEVER = 999_999
"""A record that this house has not."""


class House:
    """A merchant with one return at each point of its life, and something in every list."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.place: Scene = scene()
        articles(self.place)
        self.order = bought_lately(self.place)
        self.clerk = member(Role.AGENT, email="clerk@example.com")
        self.returns: dict[str, Return] = {"asked": applied(self.place, self.order, 1, 1, at=self.now)}
        self.keys: dict[str, int] = {"order-detail": self.order.pk, "settings-member": self.clerk.pk}
        self.keys |= {"settings-shop": self.place.shop.pk, "settings-shop-new": self.place.merchant.pk}
        self.keys |= {"settings-address": self.place.address.pk}
        self.keys |= {"settings-reason": self.place.reason.pk}
        rule = ReviewRule.objects.create(merchant=self.place.merchant, condition="often", limit=3, days=30)
        self.keys |= {"settings-review-rule": rule.pk, "settings-review-remove": rule.pk}
        self.return_goods()
        self.pay_out()
        self.exchange_goods()
        self.move_parcels()
        self.serve()
        self.promise_times()
        self.help_out()
        self.write_messages()

    def return_goods(self) -> None:
        """Returns at each point of their life."""
        self.returns["sendable"] = self.sendable()
        self.returns["sent"] = self.sent()
        self.returns["counted"] = self.counted()
        self.returns["fetched"] = self.fetched()
        self.returns["short"] = self.short()
        again = applied(self.place, bought_lately(self.place), 1, at=self.now)
        bricks = self.sent()
        none = [Counted(line.pk, line.quantity, 0, 0, Grade.OPENED) for line in lines_of(bricks)]
        self.returns["refused"] = refuse_goods(bricks, none, "A brick", by=DOCKER, at=self.now)
        self.returns["rejected"] = reject(again, "Worn for a year", by=REVIEWER, at=self.now)

    def pay_out(self) -> None:
        """Refunds with the cashier and with a gateway."""
        self.returns["due"] = self.due()
        choice = GatewayChoice(GatewayKind.HTTP, "https://pay.example.com/", "a secret that is long enough, really", 1)
        self.gateway = set_gateway(self.place.merchant, choice, by=actor(Role.ADMINISTRATOR), at=self.now)
        self.returns["withdrawing"] = self.withdrawing()
        self.returns["ordered"] = self.due()

    def exchange_goods(self) -> None:
        """Exchanges that wait for a word, for money, on the picking list, and that left."""
        self.returns["swap"] = asked(bought_lately(self.place), 1, new=SILVER, at=self.now)
        self.returns["owing"] = self.swapped(advance=False, dearer=True)
        self.keys["finance-charge"] = Charge.objects.latest("pk").pk
        self.returns["to_send"] = self.swapped()
        self.returns["picked"] = self.swapped()
        dispatching.pick(dispatch_of(self.returns["picked"]), by=PACKER, at=self.now)
        self.returns["gone"] = self.swapped()
        send_goods(self.returns["gone"], at=self.now)

    def move_parcels(self) -> None:
        """A carrier that tells of known and unknown parcels, a silent one, a find, and goods over the counter."""
        post = carrier()
        told = [
            event(ScanStatus.PICKED_UP, number=number, at=self.now) for number in (PARCEL.tracking_number, "XX0001")
        ]
        take_scans(post, told, by=CARRIER, at=self.now)
        take_file(post, b"tracking_number;status;at;event_id;place\n;in transit;yesterday;E3;\n", "scans.csv", by=AGENT,
                  at=self.now)  # fmt: skip
        set_watch(self.place.merchant, Times(2, 3, 24), by=SETTER, at=self.now)
        tell_quiet(self.place.merchant.pk, 0, by=SYSTEM, at=self.now + timedelta(days=1))
        find = record_find(Found("ZZ1234567", "Demo Post", "A box", "Headphones", "B2"), by=DOCKER, at=self.now)
        market = PointChoice("market", "Market Street shop", "Demo City", "1 Market Street", hands_out=True)
        self.point = set_point(None, market, by=SETTER, at=self.now)
        clerk = Actor(ActorKind.MEMBER, 88, "Clerk", rights_of([Role.POINT]), points=frozenset({self.point.pk}))
        receipt = hand_in_goods(self.sendable(), self.point, Handed(2, "Box dented"), by=clerk, at=self.now)
        self.returns["waiting"], fetch = self.waiting(clerk)
        self.keys |= {"point-hand-over": fetch.pk, "point-here": fetch.pk, "point-back": receipt.pk}
        self.keys |= {"find": find.pk, "settings-carrier": post.pk, "settings-point": self.point.pk}
        self.keys |= {"parcel-scan": Scan.objects.get(is_known=False).pk, "point-send": receipt.pk,
                      "hand-in-receipt": receipt.pk}  # fmt: skip

    def serve(self) -> None:
        """Something in every queue of the service desk."""
        ships_within(self.place, 2)
        self.keys["settings-promise-end"] = SellerPromise.objects.latest("pk").pk
        self.keys["service-told"] = paid(self.place, 5).pk
        _who, agent = colleague(Role.AGENT, email="limited@example.com")
        set_limit(2000, "GBP", role=Role.AGENT, by=actor(Role.ADMINISTRATOR), at=self.now)
        compensated(bought_lately(self.place), 5000, by=agent, at=self.now)
        talked = applied(self.place, bought_lately(self.place), 2, at=self.now)
        add_note(talked.case, "Where is my money?", for_buyer=True, by=buyer(talked.customer_id), at=self.now)
        question = questions.ask(talked.case, "Is this a known fault?", role=Role.MANAGER, by=AGENT, at=self.now)
        set_mark(talked.customer, Mark.WATCHED, True, "Three claims in a week", by=AGENT, at=self.now)
        compensation.offer(talked, terms(talked.order, 1500), by=AGENT, at=self.now)
        self.returns["talked"] = talked
        planned = plan_follow_up(talked.case, timezone.localdate(), by=SYSTEM, at=self.now)
        self.keys |= {"customer-detail": talked.customer_id, "service-marks": talked.customer_id,
                      "service-question": question.pk, "service-decision": Referral.objects.latest("pk").pk,
                      "return-follow-up": planned.pk,
                      "service-offer-withdraw": CompensationOffer.objects.latest("pk").pk}  # fmt: skip

    def promise_times(self) -> None:
        """A policy with a step, a change of it that was rehearsed, its calendar, and a KPI counted otherwise."""
        policy = promise(Metric.DECIDE, 240, Unit.OPEN_MINUTES, NewStep(0, Act.RAISE), name="Decide within four hours")
        self.returns["timed"] = applied(self.place, bought_lately(self.place), 1, at=self.now - timedelta(hours=3))
        change = plan_target(policy, Target(9, Unit.MINUTES), None, by=SYSTEM, at=self.now)
        rehearse(change.pk, at=self.now)
        chooser, chosen = actor(Role.MANAGER), Chosen(Variant.JUDGED_OF_ORDERS)
        counted = define_kpi(Kpi.DISPUTES, chosen, valid_from=timezone.localdate(), by=chooser, at=self.now)
        self.keys |= {"settings-time": policy.pk, "settings-step": policy.pk, "settings-change": change.pk,
                      "settings-step-remove": PolicyStep.objects.latest("pk").pk,
                      "settings-calendar": policy.calendar_id or NEVER,
                      "kpi-withdraw": counted.pk, "settings-hotline": hotline().pk,
                      "times-step": dispatch_of(self.returns["gone"]).pk, "duty-paper": handed_in_report().pk,
                      "duty-certificate-remove": certificate(self.clerk).pk, **rota_keys(self.clerk),
                      "duty-": task("Oil sample").pk, "duty-end": duty("Monthly report").pk}  # fmt: skip

    def help_out(self) -> None:
        """A call for help that was taken, and a complaint about a case."""
        taken_call()
        gone = member(Role.DOCK, email="gone@example.com")
        rota_keys(gone)
        gone.is_active = False
        gone.save()
        about = self.returns["asked"]
        task("Rude on the phone", TaskKind.COMPLAINT, owner_id=self.clerk.pk, about=about.case.stream)

    def write_messages(self) -> None:
        """Messages that left and failed, mail that came in, and a partner's endpoint."""
        MessagePolicy.objects.create(quiet_begins="00:00", quiet_ends="00:00")
        Customer.objects.filter(pk=self.returns["asked"].customer_id).update(email="lin@post.example")
        choice, by = EndpointChoice("ERP", "https://erp.example/"), actor(Role.ADMINISTRATOR)
        endpoint, _secret = add_endpoint(choice, merchant=None, by=by, at=self.now)
        delivery = try_out(endpoint, by=by, at=self.now)
        exclude("@gone.example", by=by, at=self.now)
        raw = f"From: Lin <lin@post.example>\r\nSubject: Help with {self.order.number}\r\n\r\nWhich side?"
        mail = take_mail(raw.encode(), at=self.now)
        asked = self.returns["asked"].case
        Rating.objects.create(
            case=asked, merchant=self.place.merchant, stars=2, words="Slow", language="en", given_at=self.now
        )
        tell(list(Entry.objects.order_by("pk")), at=self.now)
        send_due("email")
        aside = put_aside("messages", Entry.objects.filter(stream=asked.stream).first(), KeyError("amount"))
        put_aside("payouts")
        self.keys["settings-aside"] = aside.pk
        self.keys |= {"settings-webhook": endpoint.pk, "settings-delivery": delivery.pk, "mail": mail.pk,
                      "message": Message.objects.filter(member=None).latest("pk").pk,
                      "settings-block": Block.objects.get().pk}  # fmt: skip

    def waiting(self, clerk: Actor) -> tuple[Return, Fetch]:
        """An exchange whose new goods lie at the point."""
        found = self.swapped()
        chosen = choose_point(found, self.point, by=buyer(found.customer_id), at=self.now)
        assert chosen
        send_goods(found, at=self.now)
        return found, arrive(chosen, by=clerk, at=self.now)

    def sendable(self) -> Return:
        return sendable(self.place, bought_lately(self.place), 2, 1).returning

    def sent(self) -> Return:
        found = self.sendable()
        return ship(found, PARCEL, by=buyer(found.customer_id), at=timezone.now())

    def counted(self) -> Return:
        found = self.sent()
        return take_in_goods(found, all_good(found), by=DOCKER, at=timezone.now())

    def short(self) -> Return:
        """One piece of three did not come."""
        found = self.sent()
        first, rest = lines_of(found)
        counts = [Counted(first.pk, 1, 1, 0, Grade.OPENED), Counted(rest.pk, 1, 1, 0, Grade.OPENED)]
        return take_in_goods(found, counts, by=DOCKER, at=timezone.now())

    def fetched(self) -> Return:
        """A courier comes in three days."""
        found, day = self.sendable(), timezone.localdate() + timedelta(days=3)
        return book_pickup(found, day, by=buyer(found.customer_id), at=timezone.now())

    def due(self) -> Return:
        """Finance said yes: the cashier pays it, or the gateway, which has not been asked yet."""
        found = self.counted()
        approve_refund(self.refund(found), by=FINANCE, at=timezone.now())
        return found

    def withdrawing(self) -> Return:
        """The gateway was asked and said nothing; the cashier wants the payment back."""
        found = self.due()
        claim = claim_next(self.gateway, by=GATEWAY_CASHIER, at=timezone.now())
        assert claim
        take_reply(claim, Reply(Outcome.SILENT), at=timezone.now())
        withdraw(PayoutOrder.objects.get(refund=self.refund(found)), by=CASHIER, at=timezone.now())
        return found

    def swapped(self, *, advance: bool = False, dearer: bool = False) -> Return:
        """An exchange whose old goods are counted."""
        now = timezone.now()
        found = asked(bought_lately(self.place), 1, new=SILVER if dearer else BASIC, at=now)
        decision = Decision(address=self.place.address, is_advance=advance)
        found = exchange.approve(found, decision, by=REVIEWER, at=now)
        found = ship(found, PARCEL, by=buyer(found.customer_id), at=now)
        counts = [Counted(line.pk, line.quantity, line.quantity, 0, Grade.OPENED) for line in lines_of(found)]
        return take_in_goods(found, counts, by=DOCKER, at=now)

    def refund(self, found: Return) -> Refund:
        refund = refund_of_case(found.case_id)
        assert refund
        return refund

    def address(self, name: str, state: str = "") -> str:
        """Where a page about this house is; with a state, about the return in it."""
        found = self.returns[state or BY_STATE.get(name, "asked")]
        values: dict[str, Any] = {
            **WORDS,
            "number": self.number(name, found),
            "order_id": self.order.pk,
            "pk": self.key(name),
        }
        if name == "settings-outlet":
            values["kind"] = "email"
        if name == "duty-act":
            values["act"] = "finish"
        pattern = pattern_of(name)
        return reverse(name, kwargs={key: values[key] for key in pattern.pattern.converters})

    def number(self, name: str, found: Return) -> str:
        """The warehouse knows goods by the number under which they leave."""
        return dispatch_of(found).number if name in ("dock-send", "packing-slip") else found.number

    def key(self, name: str) -> int:
        """The record that a page is about: of the longest name that begins the page's, or the merchant."""
        known = [prefix for prefix in self.keys if name.startswith(prefix)]
        return self.keys[max(known, key=len)] if known else self.place.merchant.pk

    def by_link(self) -> list[str]:
        """What a buyer opens with the secret links of his messages."""
        acts = {
            "sendable": ["ship", "pickup", "cancel"],
            "sent": ["correct"],
            "fetched": ["pickup-change"],
            "owing": [],
        }
        acts |= {"swap": [], "picked": [], "talked": [], "to_send": ["fetch"], "waiting": []}
        links = {state: reverse("case-by-link", args=[self.returns[state].case.token]) for state in acts}
        ways = [reverse(f"link-{act}", args=[self.returns[state].case.token]) for state in acts for act in acts[state]]
        over = threads.mark(threads.RATING, self.returns["refused"].case_id, settings.SEALING_KEY)
        return [*links.values(), *ways, reverse("rate", args=[over])]
