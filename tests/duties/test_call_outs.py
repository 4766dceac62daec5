"""A call for help: answered at once, an engineer sent in time, on site in time, and what the response was."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftercare.clocks.models import Clock, Policy
from aftercare.clocks.queries.attainment import attained, minutes_by_owner
from aftercare.clocks.queries.checking import differing_clocks
from aftercare.clocks.rules.templates import BY_CODE
from aftercare.clocks.terms import Metric
from aftercare.duties.commands import call_outs, tasks
from aftercare.duties.commands.call_outs import NotCertified, NotSent, take_call
from aftercare.duties.commands.tasks import BadTask
from aftercare.duties.models import Engineer, Task
from aftercare.duties.terms import CallChannel, NewCall, Outcome
from aftercare.flow.promised_times import take_over_promised_time
from aftercare.journal.models import Entry
from aftercare.kernel.actor import SYSTEM, Actor
from aftercare.kernel.errors import IllegalMove, NotAllowed
from aftercare.moves.queries import strays
from aftercare.notifications.commands.telling import tell
from aftercare.notifications.models import Notice
from aftercare.org.commands.certificates import BadCertificate, add_certificate, remove_certificate
from aftercare.org.models import Certificate, Member
from aftercare.org.queries.actors import actor_of_member
from aftercare.org.roles import Role
from tests.factories.people import CASHIER, MANAGER, MONDAY, member
from tests.factories.promises import of_template, promise_of
from tests.web.test_stuck import signed_in

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def agent() -> Actor:
    """Who takes calls."""
    return actor_of_member(member(Role.AGENT, email="phone@example.com"))


def engineer(name: str, *, until: date | None = None, certified: bool = True) -> Member:
    """Somebody who may be sent."""
    made = member(Role.AGENT, email=f"{name}@example.com")
    if certified:
        add_certificate(made, "Substations", number=name, valid_from=date(2025, 1, 1), valid_until=until,
                        by=MANAGER, at=MONDAY)  # fmt: skip
    return made


def call(by: Actor, words: str = "No power in hall 2", **more: object) -> Task:
    told = {"channel": CallChannel.PHONE, "answer": "Switch to the second feed; somebody comes.", **more}
    return take_call(NewCall(words, **told), by=by, at=MONDAY)  # type: ignore[arg-type]


def clock(task: Task, metric: Metric) -> Clock:
    return Clock.objects.get(stream=task.stream, metric=metric)


@pytest.mark.shows("CRM-25")
def test_on_the_phone_he_is_answered_at_once_and_in_short_or_told_by_when(agent: Actor) -> None:
    of_template("phone-at-once", "answer-agreed")
    entries = Entry.objects.count()
    with pytest.raises(BadTask, match="answer at once in a few words, or name the time"):
        call(agent, answer="")
    with pytest.raises(BadTask, match="at most 300 characters"):
        call(agent, answer="x" * 301)
    assert (Task.objects.count(), Clock.objects.count(), Entry.objects.count()) == (0, 0, entries)
    at_once = call(agent)
    later = call(agent, answer="", answer_by=MONDAY + 30 * MINUTE)
    written = call(agent, answer="", channel=CallChannel.EMAIL)
    assert clock(at_once, Metric.ANSWER).policy.template == "phone-at-once"
    assert [(one.state, one.late_at, one.stopped_at) for one in Clock.objects.filter(stream=at_once.stream)] == [
        ("stopped", None, MONDAY)
    ]
    assert sorted(Clock.objects.filter(stream=later.stream).values_list("policy__template", flat=True)) == [
        "answer-agreed", "phone-at-once",
    ]  # fmt: skip
    assert not Clock.objects.filter(stream=written.stream).exists()
    call_outs.answer_call(later, "The relay: we bring one.", by=agent, at=MONDAY + 20 * MINUTE)
    judged = Clock.objects.filter(stream=later.stream).values_list("policy__template", "late_at")
    assert dict(judged) == {"answer-agreed": None, "phone-at-once": MONDAY}
    with pytest.raises(BadTask, match="answered already"):
        call_outs.answer_call(later, "Again", by=agent, at=MONDAY + 21 * MINUTE)


@pytest.mark.shows("PRJ-30")
def test_within_an_hour_at_least_one_certified_engineer_is_sent(agent: Actor) -> None:
    of_template("send-60m")
    ended, learner = engineer("ended", until=date(2026, 3, 1)), engineer("learner", certified=False)
    able = engineer("able", until=date(2026, 3, 2))
    in_time, late = call(agent), call(agent, "A second plant")
    assert clock(in_time, Metric.SEND).due_at == MONDAY + 60 * MINUTE
    auditor = member(Role.AUDITOR)
    entries = Entry.objects.count()
    for nobody in ([], [learner], [ended, learner], [able, auditor]):
        with pytest.raises(NotCertified):
            call_outs.send(in_time, nobody, by=agent, at=MONDAY + 10 * MINUTE)
    in_time.refresh_from_db()
    assert (in_time.state, Engineer.objects.count(), Entry.objects.count()) == ("open", 0, entries)
    call_outs.send(in_time, [learner, able], by=agent, at=MONDAY + 59 * MINUTE)
    call_outs.send(late, [able], by=agent, at=MONDAY + 61 * MINUTE)
    assert [clock(one, Metric.SEND).late_at for one in (in_time, late)] == [None, MONDAY + 60 * MINUTE]
    assert list(Engineer.objects.filter(task=in_time).order_by("member").values_list("member", "certificate")) == [
        (learner.pk, ""), (able.pk, "Substations able"),
    ]  # fmt: skip
    in_time.refresh_from_db()
    assert in_time.owner_id == able.pk
    with pytest.raises(IllegalMove):
        call_outs.send(in_time, [able], by=agent, at=MONDAY + 62 * MINUTE)


@pytest.mark.shows("PRJ-15", "KPI-20")
def test_on_site_within_an_hour_of_the_call_is_judged_by_person(agent: Actor) -> None:
    of_template("arrive-1h")
    quick, slow = engineer("quick"), engineer("slow")
    Member.objects.filter(pk=quick.pk).update(name="Quick")
    Member.objects.filter(pk=slow.pk).update(name="Slow")
    first, second, helped = call(agent), call(agent, "Plant B"), call(agent, "Plant C")
    for task, who in ((first, quick), (second, slow)):
        call_outs.send(task, [who], by=agent, at=MONDAY + 20 * MINUTE)
    with pytest.raises(NotSent):
        call_outs.arrive(first, by=actor_of_member(slow), at=MONDAY + 40 * MINUTE)
    with pytest.raises(NotSent):
        call_outs.arrive(first, engineer=quick, by=agent, at=MONDAY + 40 * MINUTE)
    call_outs.arrive(first, by=actor_of_member(Member.objects.get(pk=quick.pk)), at=MONDAY + 55 * MINUTE)
    call_outs.arrive(second, engineer=slow, by=MANAGER, at=MONDAY + 80 * MINUTE)
    call_outs.report(helped, Outcome("A fuse", "He changed it himself"), by=agent, at=MONDAY + 50 * MINUTE)
    assert clock(helped, Metric.ARRIVE).state == "void", "helped without anybody on the way: nobody had to arrive"
    found = attained(MANAGER, MONDAY, MONDAY + timedelta(days=1), by="person", now=MONDAY, metric=Metric.ARRIVE)
    assert [(one.name, one.kept, one.missed) for one in found] == [("Slow", 0, 1), ("Quick", 1, 0)]
    minutes = {
        name: minutes_by_owner(MANAGER, MONDAY, MONDAY + timedelta(days=1), metric=name) for name in ("arrive", "send")
    }
    assert minutes == {"arrive": [("us", 135.0)], "send": []}
    page = signed_in(Role.MANAGER, email="reader@example.com").get(
        reverse("times"), {"by": "person", "metric": "arrive", "first": "2026-03-01", "last": "2026-03-05"}
    )
    assert [(str(row.name), row.share) for row in page.context["rows"]] == [("Slow", "0.0 %"), ("Quick", "100.0 %")]
    assert Entry.objects.get(kind="duties.task.arrive", subject=second.label).actor == MANAGER.key
    assert not list(differing_clocks())
    assert not list(strays(Task))


def test_who_was_sent_cannot_come_and_the_time_goes_on(agent: Actor) -> None:
    of_template("send-60m", "arrive-1h")
    one, other = engineer("one"), engineer("other")
    task = call(agent)
    call_outs.send(task, [one], by=agent, at=MONDAY + 10 * MINUTE)
    with pytest.raises(BadTask, match="why he cannot come"):
        call_outs.call_back(task, " ", by=agent, at=MONDAY + 20 * MINUTE)
    call_outs.call_back(task, "The road is closed", by=agent, at=MONDAY + 30 * MINUTE)
    assert (clock(task, Metric.SEND).state, clock(task, Metric.ARRIVE).due_at) == ("running", MONDAY + 60 * MINUTE)
    call_outs.send(task, [other], by=agent, at=MONDAY + 90 * MINUTE)
    assert list(Engineer.objects.values_list("member", flat=True)) == [other.pk]
    assert Clock.objects.filter(stream=task.stream, metric=Metric.SEND).count() == 1
    assert not list(differing_clocks())


@pytest.mark.shows("RPR-42")
def test_the_response_tells_its_times_its_content_and_its_measures(agent: Actor) -> None:
    who = engineer("who")
    task = call(agent, called_at=MONDAY - 10 * MINUTE, caller="Shift leader")
    call_outs.send(task, [who], by=agent, at=MONDAY + 15 * MINUTE)
    call_outs.arrive(task, by=actor_of_member(who), at=MONDAY + 45 * MINUTE)
    for missing in (Outcome("", "Changed"), Outcome("A relay", " ")):
        with pytest.raises(BadTask):
            call_outs.report(task, missing, by=actor_of_member(who), at=MONDAY + 60 * MINUTE)
    assert Task.objects.get().state == "on_site"
    call_outs.report(task, Outcome("A relay had burnt", "Relay changed, line tested"), by=actor_of_member(who),
                     at=MONDAY + 60 * MINUTE)  # fmt: skip
    page = signed_in(Role.MANAGER, email="boss@example.com").get(reverse("duty-task", args=[task.pk])).content.decode()
    response = page[page.index("response-h") :]
    for told in ("Shift leader", "Switch to the second feed", "after 25 min", "after 55 min", "Substations who",
                 "A relay had burnt", "Relay changed, line tested"):  # fmt: skip
        assert told in response, told


def test_a_call_that_is_written_down_later_began_when_it_came(agent: Actor) -> None:
    of_template("send-60m")
    task = call(agent, called_at=MONDAY - 30 * MINUTE)
    assert clock(task, Metric.SEND).due_at == MONDAY + 30 * MINUTE
    for wrong in (MONDAY + MINUTE, MONDAY - timedelta(days=367)):
        with pytest.raises(BadTask, match="in the future, or more than a year ago"):
            call(agent, called_at=wrong)
    assert Task.objects.count() == 1


def test_only_who_works_on_tasks_takes_calls_and_each_of_them_sees_them(agent: Actor) -> None:
    with pytest.raises(NotAllowed):
        call(Actor(CASHIER.kind, 999, "Nobody"))
    task = call(agent)
    other = signed_in(Role.AGENT, email="other@example.com")
    assert task.number in other.get(reverse("duty-calls")).content.decode()
    assert other.get(reverse("duty-task", args=[task.pk])).status_code == 200
    tasks.drop(task, "A wrong number", by=MANAGER, at=MONDAY + MINUTE)
    assert task.number not in other.get(reverse("duty-calls")).content.decode()
    assert task.number in other.get(reverse("duty-calls") + "?show=all").content.decode()


def test_the_whole_way_is_walked_in_the_browser(agent: Actor) -> None:
    who = engineer("walker")
    phone, walker = Client(), Client()
    phone.force_login(Member.objects.get(pk=agent.id))
    walker.force_login(who)
    answers = {"words": "Pump stands still", "channel": "phone", "caller": "Night shift", "answer": ""}
    refused = phone.post(reverse("duty-call-new"), answers)
    assert (refused.status_code, "answer at once in a few words" in refused.content.decode()) == (422, True)
    made = phone.post(reverse("duty-call-new"), {**answers, "answer": "Somebody is on his way soon."})
    task = Task.objects.get()
    assert made["Location"] == reverse("duty-task", args=[task.pk])
    page = phone.get(made["Location"]).content.decode()
    assert ("Send an engineer" in page, "On site…" in page, "Answer the caller" in page) == (True, False, False)
    send = reverse("duty-act", args=[task.pk, "send"])
    assert phone.post(send, {"engineers": [agent.id]}).status_code == 422
    assert phone.post(send, {"engineers": [agent.id, who.pk]}).status_code == 302
    assert phone.post(send, {"engineers": [who.pk]}).status_code in (409, 422)
    tell(list(Entry.objects.order_by("pk")), at=timezone.now())
    told = Notice.objects.filter(event="sent_on_call")
    assert [(one.member_id, "Pump stands still" in one.text) for one in told] == [(who.pk, True)]
    arrive = reverse("duty-act", args=[task.pk, "arrive"])
    assert walker.post(arrive, {"engineer": agent.id}).status_code == 422
    assert walker.post(arrive, {"engineer": who.pk}).status_code == 302
    done = {"word": "The fuse", "solution": "Changed"}
    assert walker.post(reverse("duty-act", args=[task.pk, "finish"]), done).status_code == 302
    assert walker.get(reverse("duty-act", args=[task.pk, "nonsense"])).status_code == 404
    assert Task.objects.get().state == "done"


def test_certificates_are_written_down_and_taken_away() -> None:
    boss, who = signed_in(Role.MANAGER, email="boss@example.com"), member(Role.AGENT)
    answers = {"member": who.pk, "name": "High voltage", "number": "7", "valid_from": "2026-01-01"}
    assert boss.post(reverse("duty-certificate-new"), {**answers, "valid_until": "2025-01-01"}).status_code == 422
    assert boss.post(reverse("duty-certificate-new"), answers).status_code == 302
    assert boss.post(reverse("duty-certificate-new"), answers).status_code == 422
    assert "High voltage" in boss.get(reverse("duty-certificates")).content.decode()
    with pytest.raises(BadCertificate):
        add_certificate(who, " ", valid_from=date(2026, 1, 1), by=MANAGER, at=MONDAY)
    assert boss.post(reverse("duty-certificate-remove", args=[Certificate.objects.get().pk])).status_code == 302
    assert Certificate.objects.count() == 0
    add_certificate(who, "Again", valid_from=date(2026, 1, 1), by=MANAGER, at=MONDAY)
    remove_certificate(Certificate.objects.get(), by=MANAGER, at=MONDAY)
    assert Entry.objects.filter(kind__startswith="org.certificate.").count() == 4


@pytest.mark.parametrize("code", ["send-60m", "arrive-1h", "agent-10d", "phone-at-once", "answer-agreed", "look-daily"])
def test_the_sources_times_of_calls_are_offered_and_begin_somewhere(code: str) -> None:
    template = BY_CODE[code]
    assert template.elsewhere == ""
    made = take_over_promised_time(template, promise_of(template), by=SYSTEM, at=MONDAY)
    assert (made.template, Policy.objects.count()) == (code, 1)
