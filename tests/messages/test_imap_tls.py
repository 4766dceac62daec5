"""A mailbox over TLS: read when its certificate is trusted, and never shown the password when it is not."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from aftercare.jobs.mailbox import fetch_mail
from aftercare.kernel.sealing import seal
from aftercare.notifications.models import InboundMail, Outlet
from tests.messages.authority import Authority
from tests.messages.postbox import Box, post_box

pytestmark = pytest.mark.django_db
MAIL = b"From: Lin <lin@post.example>\r\nSubject: Hello\r\nMessage-ID: <1@post>\r\n\r\nWhich side is up?"


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Ours, which this process trusts as an installation does: by SSL_CERT_FILE."""
    found = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(found.path))
    return found


def fetched(box: Box, security: str, settings: LazySettings) -> int:
    Outlet.objects.create(
        kind="inbox", host="127.0.0.1", port=box.port, username="service", sender="service@shop.example",
        sealed_secret=seal(box.password, settings.SEALING_KEY), timeout_seconds=5, security=security,
    )  # fmt: skip
    box.mails[1] = MAIL
    return fetch_mail()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mailbox_with_a_trusted_certificate_is_read(
    authority: Authority, security: str, settings: LazySettings
) -> None:
    with post_box(authority.server("127.0.0.1"), is_tls_at_once=security == "tls") as box:
        assert fetched(box, security, settings) == 1
        assert (box.seen, box.logins, InboundMail.objects.count()) == ({1}, 1, 1)


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("fault", ["unknown authority", "other address", "expired"])
def test_a_certificate_that_cannot_be_trusted_is_told_no_password(
    authority: Authority, tmp_path: Path, security: str, fault: str, settings: LazySettings,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    other = tmp_path / "other"
    other.mkdir()
    context = {
        "unknown authority": lambda: Authority(other).server("127.0.0.1"),
        "other address": lambda: authority.server("127.0.0.2"),
        "expired": lambda: authority.server("127.0.0.1", until=-timedelta(days=1)),
    }[fault]()
    with post_box(context, is_tls_at_once=security == "tls") as box:
        assert fetched(box, security, settings) == 0
        assert (box.seen, box.logins, InboundMail.objects.count()) == (set(), 0, 0)
    assert "The mailbox cannot be opened" in caplog.text


def test_a_mailbox_that_offers_no_encryption_is_told_no_password_where_it_is_wanted(settings: LazySettings) -> None:
    with post_box() as box:
        assert fetched(box, "starttls", settings) == 0
        assert (box.logins, InboundMail.objects.count()) == (0, 0)
