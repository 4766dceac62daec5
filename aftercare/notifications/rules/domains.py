"""One domain, two spellings: “bücher.example” as people write it, “xn--bcher-kva.example” as the net does (IDNA)."""

from unicodedata import normalize

AMBIGUOUS = "ßς\u200c\u200d"
"""What the IDNA of 2003, Python's own, and that of 2008 write differently: two domains, and each may be somebody's."""
_MARK = "xn--"
_UNSEEN = dict.fromkeys(map(ord, "\u200c\u200d"))
"""Joiners that some scripts write with, and nobody sees."""


def compared(address: str) -> str:
    """An address, or with “@” in front a domain, as it is compared: small letters, the domain as the net writes it."""
    user, at, domain = address.strip().lower().rpartition("@")
    return f"{user}{at}{_for_the_net(domain) if at else domain}"


def usual(address: str) -> str:
    """As people write it, in small letters: what only looks like a dot or an accent becomes what it looks like."""
    user, at, domain = address.strip().lower().rpartition("@")
    return f"{user}{at}{domain if domain.isascii() or not at else _for_people(_for_the_net(domain))}"


def spellings(address: str) -> list[str]:
    """An address in small letters, in every spelling of its domain."""
    small = address.strip().lower()
    user, at, domain = small.rpartition("@")
    if not at:
        return [small]
    of_net = _for_the_net(domain)
    return [f"{user}@{one}" for one in dict.fromkeys((domain, of_net, _for_people(of_net)))]


def _for_the_net(domain: str) -> str:
    """What is no domain stays as it is. The ambiguous letters are meant as they are registered today (IDNA of 2008)."""
    if domain.isascii():
        return domain
    try:
        if any(letter in AMBIGUOUS for letter in domain):
            return ".".join(map(_marked, normalize("NFC", domain).split(".")))
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain


def _for_people(domain: str) -> str:
    """What only looks like a spelling of the net leads back to nothing, and stays as it is; so does what holds signs
    that nobody can write, which a database would not even take.
    """
    try:
        found = ".".join(map(_unmarked, domain.split(".")))
    except UnicodeError:
        return domain
    is_written = found.translate(_UNSEEN).isprintable()
    return found if is_written and _for_the_net(found) == domain else domain


def _marked(label: str) -> str:
    return label if label.isascii() else _MARK + label.encode("punycode").decode("ascii")


def _unmarked(label: str) -> str:
    return label.removeprefix(_MARK).encode("ascii").decode("punycode") if label.startswith(_MARK) else label
