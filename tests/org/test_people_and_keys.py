"""Members, roles and keys: default deny."""

import pytest

from aftercare.kernel.actor import SYSTEM, ActorKind
from aftercare.org.commands.keys import UnknownScope, create_key, revoke_key
from aftercare.org.commands.members import EmailTaken, OwnAccess, add_member, edit_member
from aftercare.org.models import ApiKey, Member
from aftercare.org.queries.actors import actor_of_key, actor_of_member, key_of_secret
from aftercare.org.rights import Right
from aftercare.org.roles import ROLE_RIGHTS, Role, rights_of
from tests.factories.people import MONDAY, member
from tests.factories.shop import scene

pytestmark = pytest.mark.django_db


def test_a_key_opens_nothing_until_scopes_are_given() -> None:
    key, secret = create_key("shop", by=SYSTEM, at=MONDAY)
    found = key_of_secret(secret)
    assert found == key
    assert actor_of_key(key).rights == frozenset()
    assert secret not in f"{key.digest}{key.prefix}{key.name}"


@pytest.mark.parametrize("secret", ["", "ac_", "ac_x_y", "ac__", "nonsense", "ac_deadbeef_" + "0" * 40])
def test_a_wrong_secret_opens_nothing(secret: str) -> None:
    create_key("shop", by=SYSTEM, at=MONDAY)
    assert key_of_secret(secret) is None


def test_a_revoked_key_opens_nothing() -> None:
    key, secret = create_key("shop", scopes=[Right.RETURNS_SEE], by=SYSTEM, at=MONDAY)
    revoke_key(key, by=SYSTEM, at=MONDAY)
    assert key_of_secret(secret) is None


def test_an_unknown_scope_is_refused() -> None:
    with pytest.raises(UnknownScope):
        create_key("shop", scopes=["everything"], by=SYSTEM, at=MONDAY)
    assert ApiKey.objects.count() == 0


def test_a_merchant_s_person_sees_his_merchants_only() -> None:
    place = scene()
    found = actor_of_member(member(Role.MERCHANT, merchants=(place.merchant,)))
    assert found.merchants == frozenset({place.merchant.pk})
    assert actor_of_member(member(Role.AGENT)).merchants is None
    assert actor_of_member(member(Role.BUYER), customer=7).kind == ActorKind.BUYER


def test_unknown_roles_give_no_rights_and_every_role_has_its_own() -> None:
    assert rights_of(["owner of everything", ""]) == frozenset()
    assert set(ROLE_RIGHTS) == set(Role)
    assert not ROLE_RIGHTS[Role.AUDITOR] & {Right.RETURNS_REVIEW, Right.REFUNDS_APPROVE, Right.PAYOUTS_RECORD}
    assert not ROLE_RIGHTS[Role.ADMINISTRATOR] & {Right.RETURNS_SEE, Right.REFUNDS_SEE, Right.CONTACTS_REVEAL}


def test_an_address_signs_in_one_person_whatever_the_case_of_its_letters() -> None:
    member(Role.AGENT, email="ana@example.com")
    with pytest.raises(EmailTaken):
        add_member("ANA@example.com", name="Ana", roles=[], by=SYSTEM, at=MONDAY)
    assert Member.objects.count() == 1


def test_nobody_takes_away_his_own_access() -> None:
    admin = member(Role.ADMINISTRATOR)
    with pytest.raises(OwnAccess):
        edit_member(admin, name="x", roles=[], merchants=[], is_active=True, by=actor_of_member(admin), at=MONDAY)
    with pytest.raises(OwnAccess):
        edit_member(
            admin, name="x", roles=admin.roles, merchants=[], is_active=False, by=actor_of_member(admin), at=MONDAY
        )
    assert Member.objects.get(pk=admin.pk).roles == ["administrator"]
