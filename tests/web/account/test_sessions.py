"""Sessions are found as Django finds them."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from aftercare.web.account.sessions import SessionStore

pytestmark = pytest.mark.django_db


def kept(**values: str) -> str:
    """The key of a session that Django itself keeps."""
    store = db.SessionStore()
    store.update(values)
    store.save()
    assert store.session_key
    return store.session_key


def test_what_django_kept_is_read_and_what_we_keep_is_read_by_django() -> None:
    store = SessionStore(kept(word="hello"))
    assert dict(store.items()) == {"word": "hello"}
    store["word"] = "again"
    store.save()
    assert db.SessionStore(store.session_key)["word"] == "again"


def test_one_that_has_run_out_or_is_unknown_is_empty_and_gets_a_new_key() -> None:
    over = kept(word="hello")
    Session.objects.filter(pk=over).update(expire_date=timezone.now() - timedelta(seconds=1))
    for key in (over, "a" * 32, "'; --" * 3):
        store = SessionStore(key)
        assert (dict(store.items()), store.session_key) == ({}, None)
        store["word"] = "new"
        store.save()
        assert store.session_key not in (None, key)


def test_one_that_was_tampered_with_is_empty() -> None:
    key = kept(word="hello")
    Session.objects.filter(pk=key).update(session_data="x")
    assert dict(SessionStore(key).items()) == {}
