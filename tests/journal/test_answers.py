"""A repeated request gets the first answer."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from aftercare.journal.commands.answers import Given, KeyReused, answer_once, fingerprint, forget_answers
from aftercare.journal.models import Answer
from aftercare.kernel.errors import DomainError
from tests.factories.people import AGENT, MANAGER, MONDAY

PRINT = fingerprint("POST", "/x", b"{}")


@pytest.mark.django_db
def test_same_key_and_body_give_the_same_answer_without_doing_the_work_again() -> None:
    done: list[int] = []

    def work() -> Given:
        done.append(1)
        return Given(201, {"n": len(done)})

    first = answer_once("k", PRINT, work, by=AGENT, at=MONDAY)
    second = answer_once("k", PRINT, work, by=AGENT, at=MONDAY)
    assert (first, second) == (Given(201, {"n": 1}), Given(201, {"n": 1}, repeated=True))
    assert answer_once("k", PRINT, work, by=MANAGER, at=MONDAY).body == {"n": 2}


@pytest.mark.django_db
def test_same_key_for_another_request_is_refused() -> None:
    answer_once("k", PRINT, lambda: Given(200, {}), by=AGENT, at=MONDAY)
    with pytest.raises(KeyReused):
        answer_once("k", fingerprint("POST", "/x", b"[]"), lambda: Given(200, {}), by=AGENT, at=MONDAY)


@pytest.mark.django_db
def test_a_refusal_keeps_nothing_so_that_it_may_be_tried_again() -> None:
    def refuse() -> Given:
        raise DomainError("No.")

    with pytest.raises(DomainError):
        answer_once("k", PRINT, refuse, by=AGENT, at=MONDAY)
    assert Answer.objects.count() == 0
    assert answer_once("k", PRINT, lambda: Given(200, 1), by=AGENT, at=MONDAY) == Given(200, 1)


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_do_the_work_once() -> None:
    done: list[int] = []
    answers: list[Given] = []

    def work() -> Given:
        done.append(1)
        return Given(201, {"n": len(done)})

    def ask() -> None:
        answers.append(answer_once("k", PRINT, work, by=AGENT, at=MONDAY))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(answers), {str(a.body) for a in answers}) == (1, 20, {"{'n': 1}"})
    assert sum(a.repeated for a in answers) == 19


@pytest.mark.django_db
def test_old_answers_are_forgotten() -> None:
    answer_once("k", PRINT, lambda: Given(200, 1), by=AGENT, at=MONDAY)
    assert forget_answers(at=MONDAY + timedelta(days=6)) == 0
    assert forget_answers(at=MONDAY + timedelta(days=8)) == 1
