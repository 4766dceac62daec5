"""What an answer means, where a gateway may stand, how a question is signed: without a database."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.billing.gateways.http.answers import read_payment, read_status
from aftercare.billing.gateways.registry import SLICES, connect
from aftercare.billing.rules.paying import Tried, Verdict, judge, pause_after
from aftercare.billing.terms import Asking, Connection, GatewayKind, Instruction, OrderState, Outcome, Reply
from aftercare.kernel.sealing import NotOurs, seal, unseal
from aftercare.kernel.signing import signature
from aftercare.wire.addresses import fault_of_address, is_public
from aftercare.wire.guard import Blocked, addresses_of
from aftercare.wire.terms import Heard
from tests.factories.people import MONDAY

TOLD = Instruction("K1", 69900, "GBP", "RT-1", "88", "88", MONDAY)
PAID = b'{"status":"paid","key":"K1","reference":"GW-1","amount_minor":69900,"currency":"GBP"}'


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, PAID, Outcome.PAID),
        (202, b'{"status":"pending"}', Outcome.PENDING),
        (200, b'{"status":"failed","detail":"No"}', Outcome.REFUSED),
        (200, PAID.replace(b"K1", b"K2"), Outcome.SILENT),
        (200, PAID.replace(b"69900", b'"69900"'), Outcome.SILENT),
        (200, PAID.replace(b"69900", b"true"), Outcome.SILENT),
        (200, PAID.replace(b"GW-1", b" "), Outcome.SILENT),
        (200, b"", Outcome.SILENT),
        (200, b"[" * 50_000, Outcome.SILENT),
        (200, b'"paid"', Outcome.SILENT),
        (200, b'{"status":["paid"]}', Outcome.SILENT),
        (302, b"", Outcome.SILENT),
        (400, b"", Outcome.REFUSED),
        (401, b'{"status":"paid"}', Outcome.REFUSED),
        (409, b"", Outcome.SILENT),
        (429, b"", Outcome.SILENT),
        (500, PAID, Outcome.SILENT),
    ],
)
def test_an_answer_to_pay_means_paid_only_when_it_is_clear(status: int, body: bytes, outcome: Outcome) -> None:
    assert read_payment(Heard(status, body), TOLD).outcome == outcome


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, PAID, Outcome.PAID),
        (404, b'{"status":"unknown"}', Outcome.UNKNOWN),
        (404, b"<h1>Not found</h1>", Outcome.SILENT),
        (401, b"", Outcome.SILENT),
        (200, b'{"status":"failed"}', Outcome.REFUSED),
    ],
)
def test_an_answer_about_the_state_means_unpaid_only_when_it_says_so(
    status: int, body: bytes, outcome: Outcome
) -> None:
    assert read_status(Heard(status, body), TOLD).outcome == outcome


@given(st.integers(100, 599), st.binary(max_size=300))
def test_no_answer_breaks_the_reader(status: int, body: bytes) -> None:
    reply = read_payment(Heard(status, body), TOLD)
    assert len(reply.excerpt) <= 500
    assert reply.outcome != Outcome.PAID or (reply.reference and reply.currency)


@pytest.mark.parametrize(
    ("state", "tried", "reply", "verdict"),
    [
        (OrderState.UNCLEAR, [("pay", "silent")], Outcome.UNKNOWN, Verdict.ASK_TO_PAY),
        (OrderState.SENDING, [("pay", "blocked")], Outcome.BLOCKED, Verdict.FAILED),
        (OrderState.SENDING, [("pay", "silent"), ("pay", "blocked")], Outcome.BLOCKED, Verdict.WAIT),
        (OrderState.WITHDRAWING, [("pay", "silent")], Outcome.BLOCKED, Verdict.WAIT),
        (OrderState.WITHDRAWING, [("pay", "silent")], Outcome.PENDING, Verdict.WAIT),
        (OrderState.WITHDRAWING, [("pay", "silent")], Outcome.REFUSED, Verdict.RELEASED),
        (OrderState.WITHDRAWING, [("pay", "refused")], Outcome.UNKNOWN, Verdict.RELEASED),
        (OrderState.WITHDRAWING, [("pay", "lost")], Outcome.UNKNOWN, Verdict.WAIT),
        (OrderState.WITHDRAWING, [("pay", "not_sent")], Outcome.SILENT, Verdict.RELEASED),
    ],
)
def test_what_follows(state: OrderState, tried: list[tuple[str, str]], reply: Outcome, verdict: Verdict) -> None:
    before = [Tried(asking, outcome, MONDAY) for asking, outcome in tried]
    asked = [*before, Tried(Asking.STATUS, reply, MONDAY)] if reply != Outcome.BLOCKED else before
    assert judge(state, asked, TOLD, Reply(reply), at=MONDAY + timedelta(minutes=1)) == verdict


def test_pauses_double_up_to_an_hour() -> None:
    assert [pause_after(n).total_seconds() for n in (0, 1, 2, 6, 7, 40)] == [30, 60, 120, 1920, 3600, 3600]


@pytest.mark.parametrize(
    "url",
    [
        "http://pay.example.com/", "ftp://pay.example.com/", "https://", "pay.example.com", "https://u:p@pay.example.com/",
        "https://pay.example.com/?a=1", "https://pay.example.com/#a", "https://pay.example.com:x/", "https://a b/",
        "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/", "https://169.254.169.254/", "https://localhost/",
        "https://[::ffff:127.0.0.1]/", "http://127.0.0.1/",
    ],
)  # fmt: skip
def test_where_no_gateway_may_stand(url: str) -> None:
    assert fault_of_address(url, may_be_private=False)


def test_private_addresses_are_for_who_allows_them() -> None:
    assert fault_of_address("https://pay.example.com/v1", may_be_private=False) == ""
    assert fault_of_address("https://10.0.0.1/", may_be_private=True) == ""
    assert fault_of_address("http://127.0.0.1:9/", may_be_private=True) == ""
    assert fault_of_address("http://10.0.0.1/", may_be_private=True)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "100.64.0.1",
     "::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


def test_a_name_that_leads_inside_is_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    def leads_inside(*_args: object, **_named: object) -> list[object]:
        return [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]

    monkeypatch.setattr("socket.getaddrinfo", leads_inside)
    with pytest.raises(Blocked):
        addresses_of(urlsplit("https://pay.example.com/"), may_be_private=False)


def test_a_blocked_gateway_is_never_called() -> None:
    reply = connect("http", Connection("http://127.0.0.1:9/", "secret", 1)).pay(TOLD)
    assert (reply.outcome, reply.sentence) == (Outcome.BLOCKED, "The address must begin with https://.")


def test_signatures_cover_key_time_and_body() -> None:
    signed = signature("secret", "K1", "1700000000", b"{}")
    assert signed == "v1,lqE/Lr7RX5f+CwLG5X4Al3v4Ku7jvTspKkl8CLrl6O4="
    others = [("secret2", "K1", "1700000000", b"{}"), ("secret", "K2", "1700000000", b"{}")]
    others += [("secret", "K1", "1700000001", b"{}"), ("secret", "K1", "1700000000", b"{ }")]
    assert signed not in [signature(*other) for other in others]
    assert signature("whsec_c2VjcmV0", "K1", "1700000000", b"{}") == signed


def test_a_sealed_secret_opens_with_its_own_key_only() -> None:
    sealed = seal("a secret", "key of this home")
    assert "a secret" not in sealed
    assert unseal(sealed, "key of this home") == "a secret"
    with pytest.raises(NotOurs):
        unseal(sealed, "key of another home")


def test_every_kind_has_its_slice() -> None:
    assert set(SLICES) == set(GatewayKind)
    with pytest.raises(LookupError):
        connect("cashier", Connection("", "", 1))
