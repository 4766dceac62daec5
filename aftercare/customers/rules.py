"""Names in order, phones in one spelling, personal data behind a mask."""

import unicodedata
from functools import lru_cache

import phonenumbers


def sort_key(name: str) -> str:
    """A sortable spelling: GB 18030 bytes put common hanzi in pinyin order, Latin letters lose accents and case."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return folded.encode("gb18030").hex()[:240]


@lru_cache(maxsize=4096)
def normal_phone(phone: str, region: str) -> str:
    """E.164 when it is a possible number of the region or carries its country, else the digits as given (max 20).

    Kept, since buyers come again.
    """
    try:
        parsed = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return "".join(c for c in phone if c.isdigit() or c == "+")[:20]
    if phonenumbers.is_possible_number(parsed):
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return "".join(c for c in phone if c.isdigit() or c == "+")[:20]


def masked_phone(phone: str) -> str:
    """Only the last four digits stay."""
    return f"••• •••• {phone[-4:]}" if len(phone) > 4 else "•" * len(phone)


def masked_text(text: str) -> str:
    """The first character and dots: enough to recognise, not enough to find somebody."""
    return f"{text[0]}•••" if text else ""
