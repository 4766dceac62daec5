"""A shop whose score turned: poor in December 2014, excellent in February 2015, and the nine it is compared with.

Its December is the one that a trade text tells: refunds took 4.21 days, 98.78 % were closed without the platform, and
two disputes made 0.08 %. In January it spread its people over evenings and weekends and no longer let refunds wait.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from aftercare.cases.terms import Ruling
from aftercare.cli.demo.bulk import PLATFORM, Pace, Told, write
from aftercare.cli.saying import Refusal, say
from aftercare.org.commands.merchants import add_merchant, add_shop, save_return_address
from aftercare.org.models import Merchant, ReturnAddress, Shop
from aftercare.reporting.commands.benchmarks import add_trade, put_into_trade
from aftercare.reporting.commands.scoring import count_cases
from aftercare.reporting.models import Trade
from aftercare.rows.whole import whole

SHOP = "foothill"
FELLOWS = ("alder", "birch", "cedar", "dune", "elm", "fjord", "gorse", "heath", "isle")
_DAY = 86_400

SLOW = Pace((0.98, 0.85, 1.15, 0.42, 0.55, 0.26))
"""Nobody answers in the evening and at weekends; the money waits for the goods and for finance."""

QUICK = Pace((0.12, 0.70, 0.95, 0.18, 0.24, 0.12))
USUAL = Pace((0.40, 0.75, 1.05, 0.25, 0.30, 0.15))


def load_once() -> None:
    """Load the shop and its fellows; raises Refusal when they are here already."""
    if Merchant.objects.filter(code=SHOP).exists():
        raise Refusal("The shop of December 2014 is here already.")
    say(f"The shop of December 2014 and nine others loaded: {load():,} refunds.")


@whole()
def load() -> int:
    """Everything, all or nothing; returns how many refunds there are."""
    began_at = _at(date(2014, 12, 1), 9)
    trade = Trade.objects.filter(code="bags").first() or add_trade("bags", "Bags", by=PLATFORM, at=began_at)
    shop = _open(SHOP, "Foothill Bags", trade, began_at)
    ids = write(shop, [*december(), *january(), *february()])
    for n, code in enumerate(FELLOWS):
        ids += write(_open(code, f"{code.title()} Bags", trade, began_at), fellow(0.9 + 0.03 * n))
    count_cases(ids)
    return len(ids)


def december() -> list[Told]:
    """2,460 refunds that were asked for and ended in the 28 days to New Year's Eve; their mean is 4.21 days."""
    found = []
    for n in range(2460):
        asked_at = _at(date(2014, 12, 4) + timedelta(days=n * 23 // 2460), 8 + n % 12, n * 7 % 60)
        found.append(Told(asked_at, _around(SLOW, n, most=0.85), SLOW, *_december_ruling(n)))
    return found


def january() -> list[Told]:
    """From day to day a little quicker, as shifts and rule change."""
    found, days = [], 29
    for n in range(5 * days):
        day = n // 5
        asked_at = _at(date(2014, 12, 28) + timedelta(days=day), 8 + n % 12, n * 11 % 60)
        seconds = round((SLOW.days - (SLOW.days - QUICK.days) * day / days) * _DAY)
        found.append(Told(asked_at, seconds, QUICK if day > 14 else SLOW, *_mediated(n, every=35)))
    return found


def february() -> list[Told]:
    """Those that end in February, and the first of March."""
    found = []
    for n in range(6 * 31):
        asked_at = _at(date(2015, 1, 26) + timedelta(days=n // 6), 8 + n % 12, n * 13 % 60)
        found.append(Told(asked_at, _around(QUICK, n, most=0.6), QUICK))
    return found


def fellow(slowness: float) -> list[Told]:
    """A few refunds in December and in February, neither good nor bad."""
    pace = Pace(tuple(part * slowness for part in USUAL.parts))
    days = [date(2014, 12, 8) + timedelta(days=n) for n in range(8)] + [
        date(2015, 2, 6) + timedelta(days=n) for n in range(8)
    ]
    return [Told(_at(day, 10 + n % 6), _around(pace, n, most=0.5), pace) for n, day in enumerate(days)]


def _december_ruling(n: int) -> tuple[Ruling | None, str]:
    """Thirty times the platform stepped in, and twice it judged for the buyer."""
    if n % 82 != 40:
        return None, ""
    if n // 82 in (7, 19):
        return Ruling.BUYER, "The return address was incomplete, so the goods could not be sent."
    return (Ruling.MERCHANT, "The goods had been used.") if n // 82 % 5 == 0 else (Ruling.NONE, "")


def _mediated(n: int, *, every: int) -> tuple[Ruling | None, str]:
    return (Ruling.NONE, "") if n % every == every // 2 else (None, "")


def _around(pace: Pace, n: int, *, most: float) -> int:
    """Seconds around the pace; each odd one is as much too quick as the even one before it is too slow."""
    away = round(most * _DAY * ((n // 2) % 17 + 1) / 17)
    return round(pace.days * _DAY) + (away if n % 2 == 0 else -away)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of the company's day."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _open(code: str, name: str, trade: Trade, at: datetime) -> Shop:
    merchant = add_merchant(code, name, by=PLATFORM, at=at)
    put_into_trade(merchant, trade, by=PLATFORM, at=at)
    place = {
        "contact": "Returns",
        "phone": "+86 139 0000 0120",
        "country": "CN",
        "city": "示例市",
        "street": "示例路120号",
    }
    save_return_address(ReturnAddress(merchant=merchant, name="Main warehouse", **place), by=PLATFORM, at=at)
    return add_shop(merchant, code=f"{code}-market", name=f"{name} on the marketplace", by=PLATFORM, at=at)
