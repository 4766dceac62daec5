"""`aftercare member create`."""

import pytest

from aftercare.org.models import Member
from tests.cli.conftest import Word

pytestmark = pytest.mark.django_db
ADMIN = ("member", "create", "ada@example.com", "--role", "administrator")


def test_member_create_prints_a_password_that_works(aftercare: Word) -> None:
    result = aftercare(*ADMIN, "--name", "Ada", "--generate")
    member = Member.objects.get()
    assert (result.exit_code, member.name, member.roles) == (0, "Ada", ["administrator"])
    assert member.check_password(result.stdout.split("Password: ")[1].strip())


def test_member_create_asks_for_a_password_twice(aftercare: Word) -> None:
    typed = "correct horse battery\ncorrect horse battery\n"
    assert aftercare(*ADMIN, typed=typed).exit_code == 0
    assert Member.objects.get().check_password("correct horse battery")


def test_member_create_asks_for_everything_that_is_not_told(aftercare: Word) -> None:
    typed = "ada@example.com\nAda\ncorrect horse battery\ncorrect horse battery\n"
    assert aftercare("member", "create", typed=typed).exit_code == 0
    member = Member.objects.get()
    assert (member.email, member.name, member.roles) == ("ada@example.com", "Ada", ["administrator"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("member", "create", "ada@example.com", "--role", "king", "--generate"), "There is no role “king”."),
        (("member", "create", "no address", "--role", "auditor", "--generate"), "valid email"),
    ],
)
def test_member_create_refuses_in_a_sentence(aftercare: Word, words: tuple[str, ...], sentence: str) -> None:
    result = aftercare(*words)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert Member.objects.count() == 0


def test_member_create_refuses_a_weak_password_and_a_taken_address(aftercare: Word) -> None:
    weak = aftercare(*ADMIN, typed="12345\n12345\n")
    assert (weak.exit_code, "too short" in weak.stderr) == (1, True)
    assert aftercare(*ADMIN, "--generate").exit_code == 0
    taken = aftercare(*ADMIN, "--generate")
    assert (taken.exit_code, "already" in taken.stderr) == (1, True)
    assert Member.objects.count() == 1
