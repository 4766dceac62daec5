"""Who proves a sender: our own server's verdict about his own domain, and nothing that anybody else can write."""

import pytest

from aftercare.notifications.rules.inbound import read_mail

OURS = "mx.shop.example"


def is_proven(*verdicts: str, sender: str = "Lin <lin@post.example>", more: str = "") -> bool:
    """Whether a mail with these results on top, newest first, proves its sender."""
    results = "".join(f"Authentication-Results: {each}\r\n" for each in verdicts)
    raw = f"{results}From: {sender}\r\n{more}Subject: x\r\n\r\nx"
    return read_mail(raw.encode(), trusted=OURS).is_proven


@pytest.mark.parametrize(
    "said",
    [
        "dmarc=pass",
        "dmarc=pass (p=NONE) header.from=post.example",
        "DMARC = Pass header.from=Post.Example",
        "dmarc/1=pass header.from=post.example",
        "spf=fail smtp.mailfrom=list.example; dmarc=pass header.from=post.example",
        "dkim=pass header.d=post.example",
        "dkim=pass header.i=@post.example header.s=k1",
        "dkim=fail header.d=evil.example; dkim=pass header.d=post.example; dmarc=none",
        "spf=pass smtp.mailfrom=bounce-1@post.example; dmarc=none header.from=post.example",
    ],
)
def test_a_verdict_about_the_senders_own_domain_proves_him(said: str) -> None:
    assert is_proven(f"{OURS}; {said}")


@pytest.mark.parametrize(
    "said",
    [
        "none",
        "dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example; dmarc=fail header.from=post.example",
        "dkim=pass header.d=post.example; dmarc=fail header.from=post.example",
        "dkim=pass header.d=evil.example",
        "dkim=pass",
        "dkim=pass header.d=example",
        "dkim=pass header.d=notpost.example",
        "dkim=pass header.d=lin.post.example",
        "dkim=pass header.i=@evil.example",
        "spf=pass smtp.mailfrom=lin@evil.example",
        "spf=pass smtp.helo=post.example",
        "arc=pass header.d=post.example",
        "dmarc=pass header.from=evil.example",
        "dmarc=bestguesspass header.from=post.example",
        "spf=none (dmarc=pass; dmarc=pass header.from=post.example)",
        "spf=none (a (b; dmarc=pass header.from=post.example",
        'spf=pass smtp.mailfrom="; dmarc=pass x="@evil.example',
        r'spf=pass smtp.mailfrom="\"; dmarc=pass "@evil.example',
        "spf=pass smtp.mailfrom==?utf-8?q?=3B_dmarc=3Dpass_x=3D?=@evil.example",
        "spf=none xdmarc=pass",
    ],
)
def test_nothing_else_does(said: str) -> None:
    assert not is_proven(f"{OURS}; {said}")


def test_a_domain_above_the_senders_vouches_for_it() -> None:
    assert is_proven(f"{OURS}; dkim=pass header.d=post.example", sender="lin@mail.post.example")


def test_only_the_topmost_verdict_of_our_server_proves_and_each_of_its_failures_counts() -> None:
    good = f"{OURS}; dmarc=pass header.from=post.example"
    assert is_proven(f"{OURS} 1; dmarc=pass header.from=post.example", "mx.other.example; dmarc=fail")
    assert not is_proven(f"{OURS}; spf=none", good)
    assert not is_proven("mx.other.example; dmarc=pass", good)
    assert not is_proven(f"{OURS}; dkim=pass header.d=post.example", f"{OURS}; dmarc=fail header.from=post.example")
    assert not is_proven()


@pytest.mark.parametrize(
    ("sender", "more"),
    [("lin@post.example, eve@evil.example", ""), ("lin@post.example", "From: eve@evil.example\r\n"), ("", "")],
)
def test_who_names_two_senders_is_not_proven_to_be_the_first(sender: str, more: str) -> None:
    assert not is_proven(f"{OURS}; dmarc=pass", sender=sender, more=more)
