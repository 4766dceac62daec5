"""What a mail server's refusal says, by its enhanced status code (RFC 3463): about whom it speaks decides what follows.

Only “no such address” says something about the address. Full, too large, unwanted: that is today's trouble, or ours.
"""

import re

_CODE = re.compile(r"(?<![\d.])5\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_ADDRESS, _SYSTEM, _POLICY = 1, 3, 7
_OUR_ADDRESS = ((1, 7), (1, 8))
"""It cannot be one, or its domain does not exist or takes no mail back."""
_FULL = (2, 2)


def code_in(text: str) -> tuple[int, int] | None:
    """Subject and detail of the first permanent code in a sentence: (1, 1) of “550 5.1.1 no such user”."""
    found = _CODE.search(text)
    return (int(found[1]), int(found[2])) if found else None


def is_no_such_address(text: str) -> bool:
    """Whether it says that the recipient's address does not exist."""
    code = code_in(text)
    return code is not None and code[0] == _ADDRESS and code not in _OUR_ADDRESS


def is_about_sender(text: str) -> bool:
    """Whether it is the sender's address that is refused."""
    return code_in(text) in _OUR_ADDRESS


def leaves_address_open(text: str) -> bool:
    """Whether a refused recipient may exist all the same: his box is full, the server is, or it will not have us."""
    code = code_in(text)
    return code is not None and (code == _FULL or code[0] in (_SYSTEM, _POLICY))
