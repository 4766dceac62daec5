"""`aftercare apikey`."""

import pytest

from aftercare.org.models import ApiKey
from aftercare.org.queries.actors import key_of_secret
from tests.cli.conftest import Word
from tests.factories.shop import scene

pytestmark = pytest.mark.django_db


def test_apikey_create_shows_the_secret_once_and_gives_nothing_by_default(aftercare: Word) -> None:
    result = aftercare("apikey", "create", "Shop")
    secret, sentence = result.stdout.splitlines()
    key = key_of_secret(secret)
    assert key
    assert (result.exit_code, key.name, key.scopes, key.merchant) == (0, "Shop", [], None)
    assert "nothing yet" in sentence
    assert secret not in aftercare("apikey", "list").stdout


def test_apikey_create_gives_scopes_and_a_merchant(aftercare: Word) -> None:
    place = scene()
    secret = aftercare(
        "apikey", "create", "Shop", "--scope", "orders.push", "--scope", "returns.see", "--merchant", "kestrel"
    ).stdout.splitlines()[0]
    key = key_of_secret(secret)
    assert key
    assert (key.scopes, key.merchant) == (["orders.push", "returns.see"], place.merchant)


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        (("--scope", "everything"), "There is no scope “everything”. There are: returns.see, "),
        (("--merchant", "x"), "There is no merchant “x”. Known are: none yet."),
    ],
)
def test_apikey_create_refuses_what_it_does_not_know(aftercare: Word, option: tuple[str, str], sentence: str) -> None:
    result = aftercare("apikey", "create", "Shop", *option)
    assert (result.exit_code, result.stderr[: len(sentence)]) == (1, sentence)
    assert ApiKey.objects.count() == 0


def test_apikey_revoke_closes_a_key_for_ever(aftercare: Word) -> None:
    secret = aftercare("apikey", "create", "Shop").stdout.splitlines()[0]
    prefix = secret.split("_")[1]
    assert aftercare("apikey", "revoke", prefix).exit_code == 0
    assert key_of_secret(secret) is None
    assert "revoked" in aftercare("apikey", "list").stdout
    again = aftercare("apikey", "revoke", prefix)
    assert again.exit_code == 1
    assert "was revoked on" in again.stderr
    assert aftercare("apikey", "revoke", "nothing").exit_code == 1
