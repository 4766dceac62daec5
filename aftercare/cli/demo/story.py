"""One return's life in the demo company, chapter by chapter. A chapter yields its hour and then acts at that hour."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from random import Random

from aftercare.billing.models import Refund
from aftercare.billing.queries.refunds import refund_of_case
from aftercare.billing.terms import PayMethod, Sent
from aftercare.cases.commands.interventions import step_in
from aftercare.cases.commands.notes import add_note
from aftercare.cases.terms import Channel, Ruling
from aftercare.cli.demo import talk
from aftercare.cli.demo.company import Company
from aftercare.cli.demo.merchants import CARRIERS
from aftercare.cli.demo.pictures import picture
from aftercare.cli.demo.sales import Sale
from aftercare.files.commands import store_photo
from aftercare.files.models import StoredFile
from aftercare.flow import return_goods, settlement
from aftercare.kernel.actor import SYSTEM, Actor
from aftercare.org.roles import Role
from aftercare.returns.commands import reviewing, sending
from aftercare.returns.commands.applying import Application
from aftercare.returns.commands.docking import receive
from aftercare.returns.commands.reviewing import Decision
from aftercare.returns.commands.sending import Parcel
from aftercare.returns.models import Return
from aftercare.returns.queries.detail import lines_of
from aftercare.returns.terms import Counted, Grade, Method, Wanted

Hours = Iterator[datetime]
_BIGGEST_PHOTO = 5 * 2**20


class Story:
    """What is told of one sale. Days count from the day on which the buyer asked."""

    def __init__(self, company: Company, sale: Sale, buyer: Actor, rng: Random, began_at: datetime) -> None:
        self.company = company
        self.sale = sale
        self.buyer = buyer
        self.rng = rng
        self.began_at = began_at
        self.language = sale.market.seller.language
        self.returning: Return

    def hour(self, day: int, hour: int) -> datetime:
        """That hour of that day, at some minute."""
        clock = time(hour, self.rng.randint(0, 59), self.rng.randint(0, 59), tzinfo=self.began_at.tzinfo)
        return datetime.combine(self.began_at.date() + timedelta(days=day), clock)

    def ask(self, *, pieces: int = 0, channel: Channel = Channel.PORTAL, photos: int | None = None) -> Hours:
        """The buyer, or the agent for him, asks for a return."""
        at = self.began_at
        yield at
        by = self.company.actor(Role.AGENT) if channel is Channel.DESK else self.buyer
        count = self.rng.choice((0, 0, 1, 2)) if photos is None else photos
        application = self._application(pieces, self._photos(count, by, at))
        self.returning = return_goods.apply_for_return(self.sale.order, application, channel=channel, by=by, at=at)

    def ask_late(self) -> Hours:
        """Weeks after the window closed, taken in as goodwill by operations."""
        at = self.began_at
        yield at
        application = self._application(1, (), override=talk.OVERRIDE)
        by = self.company.actor(Role.OPERATIONS_REVIEWER)
        self.returning = return_goods.apply_for_return(self.sale.order, application, channel=Channel.DESK, by=by, at=at)

    def ask_undelivered(self) -> Hours:
        """The parcel has not come yet, and shall be refused at the door."""
        at = self.began_at
        yield at
        application = self._application(0, (), not_received=True)
        self.returning = return_goods.apply_for_return(
            self.sale.order, application, channel=Channel.LINK, by=self.buyer, at=at
        )

    def talk(self) -> Hours:
        """A question of the buyer's and its answer, and a word among colleagues."""
        asked_at = self.hour(1, 8)
        yield asked_at
        topic = self.rng.randrange(2)
        case = self.returning.case
        add_note(case, talk.QUESTIONS[self.language][topic], for_buyer=True, by=self.buyer, at=asked_at)
        answered_at = asked_at + timedelta(minutes=self.rng.randint(6, 50))
        yield answered_at
        agent = self.company.actor(Role.AGENT)
        add_note(case, talk.ANSWERS[self.language][topic], for_buyer=True, by=agent, at=answered_at)
        add_note(case, self.rng.choice(talk.NOTES), for_buyer=False, by=agent, at=answered_at + timedelta(minutes=2))

    def approve(self, *, share: int = 100, with_freight: bool = False, by: Role = Role.OPERATIONS_REVIEWER) -> Hours:
        """Operations says yes, to `share` per cent of what was asked."""
        at = self.hour(1, 10)
        yield at
        lowered = {line.pk: line.asked_minor * share // 100 for line in lines_of(self.returning)}
        decision = Decision(
            address=self.sale.market.addresses[0],
            amounts=lowered if share < 100 else {},
            freight_minor=self.sale.order.freight_minor if with_freight else 0,
            consent=talk.CONSENTS[self.language] if share < 100 else "",
        )
        self.returning = reviewing.approve(self.returning, decision, by=self.company.actor(by), at=at)

    def reject(self) -> Hours:
        """Operations says no."""
        at = self.hour(1, 11)
        yield at
        reviewer = self.company.actor(Role.OPERATIONS_REVIEWER)
        self.returning = return_goods.reject(self.returning, talk.REJECTIONS[self.language], by=reviewer, at=at)

    def cancel(self) -> Hours:
        """The buyer keeps it after all."""
        at = self.hour(1, 20)
        yield at
        self.returning = return_goods.cancel(self.returning, by=self.buyer, at=at)

    def lapse(self) -> Hours:
        """The goods never come."""
        due = self.returning.goods_due_on
        assert due is not None
        at = datetime.combine(due + timedelta(days=1), time(0, 15), tzinfo=self.began_at.tzinfo)
        yield at
        self.returning = return_goods.lapse(self.returning, by=SYSTEM, at=at)

    def book_pickup(self) -> Hours:
        """A courier shall fetch it."""
        at = self.hour(1, 19)
        yield at
        self.returning = sending.book_pickup(self.returning, self.hour(4, 9).date(), by=self.buyer, at=at)

    def send(self, *, method: Method = Method.OWN) -> Hours:
        """The parcel is on its way."""
        at = self.hour(2, 17)
        yield at
        carrier, shape = CARRIERS[self.sale.market.seller.country]
        parcel = Parcel(carrier, shape.format(self.rng.randint(10_000_000, 99_999_999)), method)
        self.returning = sending.ship(self.returning, parcel, by=self.buyer, at=at)

    def arrive(self) -> Hours:
        """The parcel stands at the dock, not opened yet."""
        at = self.hour(5, 9)
        yield at
        self.returning = receive(self.returning, by=self.company.actor(Role.DOCK), at=at)

    def take_in(self, count: Callable[[int], tuple[int, int, int]] = lambda n: (n, n, 0)) -> Hours:
        """The dock counts; `count` tells for so many promised pieces how many came, are accepted, are damaged."""
        at = self.hour(5, 13)
        yield at
        dock = self.company.actor(Role.DOCK)
        counts = [self._counted(line.pk, *count(line.quantity)) for line in lines_of(self.returning)]
        photos = self._photos(1, dock, at, damaged=True) if any(each.damaged for each in counts) else ()
        self.returning = return_goods.take_in_goods(self.returning, counts, photos=photos, by=dock, at=at)

    def refuse_goods(self) -> Hours:
        """What came is not what was sold."""
        at = self.hour(5, 14)
        yield at
        dock = self.company.actor(Role.DOCK)
        counts = [Counted(line.pk, line.quantity, 0, 0, Grade.WRONG) for line in lines_of(self.returning)]
        why = talk.REFUSALS[self.language]
        self.returning = return_goods.refuse_goods(self.returning, counts, why, by=dock, at=at)

    def platform_judges(self, ruling: Ruling) -> Hours:
        """Buyer and merchant do not agree; the marketplace steps in."""
        at = self.hour(6, 16)
        yield at
        step_in(self.returning.case, ruling, talk.RULINGS[ruling], by=self.company.actor(Role.MANAGER), at=at)

    def send_back(self) -> Hours:
        """Finance wants operations to look again."""
        at = self.hour(6, 9)
        yield at
        finance = self.company.actor(Role.FINANCE_REVIEWER)
        settlement.send_refund_back(self._refund(), talk.SENT_BACK, by=finance, at=at)
        self.returning.refresh_from_db()

    def approve_again(self) -> Hours:
        """Operations lowers the amount, as the buyer agreed."""
        at = self.hour(6, 11)
        yield at
        lowered = {line.pk: line.amount_minor * 80 // 100 for line in lines_of(self.returning)}
        decision = Decision(amounts=lowered, consent=talk.CONSENTS[self.language])
        reviewer = self.company.actor(Role.OPERATIONS_REVIEWER)
        self.returning = return_goods.approve_again(self.returning, decision, by=reviewer, at=at)

    def agree(self) -> Hours:
        """Finance agrees."""
        at = self.hour(6, 15)
        yield at
        settlement.approve_refund(self._refund(), by=self.company.actor(Role.FINANCE_REVIEWER), at=at)

    def pay(self) -> Hours:
        """The cashier sends the money."""
        at = self.hour(7, 10)
        yield at
        method = self.rng.choice((PayMethod.ORIGINAL, PayMethod.ORIGINAL, PayMethod.BANK))
        sent = Sent(method, f"PAY-{self.returning.number[3:]}")
        settlement.pay_refund(self._refund(), sent, by=self.company.actor(Role.CASHIER), at=at)

    def _application(
        self, pieces: int, photos: tuple[StoredFile, ...], *, not_received: bool = False, override: str = ""
    ) -> Application:
        goods = [line for line in self.sale.order.lines.order_by("position") if not line.is_freight]
        place = self.rng.randrange(len(self.company.reasons))
        wanted = goods if self.rng.random() < 0.3 or not_received else goods[:1]
        return Application(
            wanted=[Wanted(line.pk, pieces or self.rng.randint(1, line.quantity)) for line in wanted],
            reason=self.company.reasons[place],
            remark=self.rng.choice(talk.REMARKS[self.language][place]),
            photos=photos,
            not_received=not_received,
            window_override=override,
        )

    def _photos(self, count: int, by: Actor, at: datetime, *, damaged: bool | None = None) -> tuple[StoredFile, ...]:
        product = self.sale.products[0]
        broken = self.rng.random() < 0.6 if damaged is None else damaged
        return tuple(
            store_photo(
                picture(product, self.rng, damaged=broken),
                f"{product.sku}-{n}.jpg",
                max_bytes=_BIGGEST_PHOTO,
                by=by,
                at=at,
            )
            for n in range(1, count + 1)
        )

    def _counted(self, line: int, came: int, accepted: int, damaged: int) -> Counted:
        grade = Grade.DAMAGED if damaged else self.rng.choice((Grade.AS_NEW, Grade.AS_NEW, Grade.OPENED))
        return Counted(line, came, accepted, damaged, grade)

    def _refund(self) -> Refund:
        refund = refund_of_case(self.returning.case_id)
        assert refund is not None
        return refund
