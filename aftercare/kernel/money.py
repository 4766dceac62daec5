"""Money is an integer of minor units with a currency beside it; it is never a float."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# ISO 4217 minor units that are not two digits (ISO 4217:2015, table A.1).
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"
_DIGITS = {code: places for places, codes in ((0, _NONE), (3, _THREE), (4, _FOUR)) for code in codes.split()}

_IN_USE = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD "
    "KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK "
    "NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
    "STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST "
    "XAF XCD XCG XOF XPF YER ZAR ZMW ZWG "
)
_CURRENCIES = frozenset(_IN_USE.split())
"""ISO 4217, list one: what is paid with today, without metals, test codes and units of account."""


def is_currency(code: str) -> bool:
    """Whether money of this code is paid with."""
    return code in _CURRENCIES


def has_place_for(amount: Decimal, currency: str) -> bool:
    """Whether an amount is whole in the currency's smallest coin: nothing would be rounded away."""
    return amount.is_finite() and amount == amount.quantize(Decimal(1).scaleb(-digits(currency)))


def digits(currency: str) -> int:
    """How many decimal places a currency has."""
    return _DIGITS.get(currency, 2)


def to_minor(amount: str | Decimal, currency: str) -> int:
    """Minor units of a decimal amount, half up; raises ValueError with a sentence when it is no finite number."""
    try:
        value = Decimal(amount)
    except InvalidOperation:
        raise ValueError(f"“{amount}” is not an amount.") from None
    if not value.is_finite() or abs(value) > Decimal("1e14"):
        raise ValueError(f"“{amount}” is not an amount.")
    return int((value * 10 ** digits(currency)).quantize(Decimal(1), ROUND_HALF_UP))


def from_minor(minor: int, currency: str) -> Decimal:
    """The decimal amount of minor units, with the currency's number of places."""
    places = digits(currency)
    return Decimal(minor).scaleb(-places)


def spread(total: int, weights: list[int]) -> list[int]:
    """Shares of `total` in proportion to `weights`: whole minor units that add up to `total` (largest remainder).

    With all weights zero the shares are equal but for the remainder, which goes to the first.
    """
    if not weights:
        return []
    whole = sum(weights)
    if whole == 0:
        return spread(total, [1] * len(weights))
    sign = -1 if total < 0 else 1
    raw = [abs(total) * weight for weight in weights]
    shares = [value // whole for value in raw]
    left = abs(total) - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(raw[i] % whole), i))
    for i in by_remainder[:left]:
        shares[i] += 1
    return [sign * share for share in shares]


def share_of_pieces(total: int, pieces: int, first: int, count: int) -> int:
    """The part of `total` that pieces first…first+count carry when `pieces` share it; all parts add up to `total`."""
    return total * (first + count) // pieces - total * first // pieces
