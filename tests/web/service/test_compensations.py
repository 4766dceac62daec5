"""The agent's money editor, the decision above his limit, and the buyer's yes on his page."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercare.cases.models import Question, Referral
from aftercare.org.models import AuthorityLimit
from aftercare.org.roles import Role
from aftercare.returns.models import Agreement, CompensationOffer, Return
from tests.factories.buying import bought_lately
from tests.factories.care import why
from tests.factories.shop import Scene, goods, scene
from tests.factories.stories import applied
from tests.web.service.conftest import As

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Scene:
    return scene()


def answers(bought, **more: str) -> dict[str, str]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    line = goods(bought)[0]
    return {
        f"pieces-{line.pk}": "2",
        f"amount-{line.pk}": "50.00",
        "reason": str(why().pk),
        "words": "Scratches on two of them.",
        "way": "phone",
        "consent": "Called today: agrees to 50.",
        "once": "K1",
        **more,
    }


@pytest.mark.shows("RET-03", "LAW-04")
def test_the_agent_writes_an_agreement_down_once(place: Scene, as_role: As) -> None:
    bought = bought_lately(place)
    agent = as_role(Role.AGENT)
    page = reverse("service-compensation", args=[bought.pk])
    assert "2,097.00" in agent.get(page).content.decode()
    for _twice in range(2):
        assert agent.post(page, answers(bought)).status_code == 302
    made = Return.objects.get()
    assert (made.kind, made.asked_minor, made.goods) == ("compensation", 5000, "K2 headphones, graphite × 2")
    shown = agent.get(reverse("return-detail", args=[made.number])).content.decode()
    assert "Called today: agrees to 50." in shown
    assert "Compensation without return" in shown


def test_above_the_ceiling_or_without_consent_the_form_comes_back(place: Scene, as_role: As) -> None:
    bought = bought_lately(place)
    agent = as_role(Role.AGENT)
    page = reverse("service-compensation", args=[bought.pk])
    refused = agent.post(page, answers(bought, **{f"amount-{goods(bought)[0].pk}": "1398.01"}))
    assert (refused.status_code, "at most 1398.00 can be paid" in refused.content.decode()) == (422, True)
    assert agent.post(page, answers(bought, consent="")).status_code == 422
    assert Return.objects.count() == 0


@pytest.mark.shows("RET-15")
def test_a_second_one_about_the_same_leads_to_the_first_or_takes_a_word_and_counts_with_it(
    place: Scene, as_role: As
) -> None:
    bought = bought_lately(place)
    agent, boss = as_role(Role.AGENT), as_role(Role.MANAGER)
    told = {"who": "role-agent", "currency": "gbp", "amount": "90.00"}
    assert boss.post(reverse("settings-limit"), told).status_code == 302
    page = reverse("service-compensation", args=[bought.pk])
    assert "Why is this another matter?" not in agent.get(page).content.decode()
    assert agent.post(page, answers(bought)).status_code == 302
    refused = agent.post(page, answers(bought, once="K2"))
    text = refused.content.decode()
    assert (refused.status_code, Return.objects.count()) == (409, 1)
    assert f"Continue on {Return.objects.get().number}" in text
    assert "Why is this another matter?" in text
    assert agent.post(page, answers(bought, once="K3", despite="Two more lids.")).status_code == 302
    referral = Referral.objects.get()
    assert (referral.amount_minor, referral.before_minor, referral.limit_minor) == (5000, 5000, 9000)
    shown = boss.get(reverse("service-decision", args=[referral.pk])).content.decode()
    assert 'on top of <span class="num">£50.00</span> for the same order' in shown


@pytest.mark.shows("RET-15")
def test_above_his_limit_it_is_asked_for_counted_and_decided_with_a_reason(place: Scene, as_role: As) -> None:
    bought = bought_lately(place)
    boss, agent = as_role(Role.MANAGER), as_role(Role.AGENT)
    told = {"who": "role-agent", "currency": "gbp", "amount": "20.00"}
    assert boss.post(reverse("settings-limit"), told).status_code == 302
    assert AuthorityLimit.objects.get().amount_minor == 2000
    assert boss.post(reverse("settings-decision-time"), {"minutes": "30"}).status_code == 302
    agent.post(reverse("service-compensation", args=[bought.pk]), answers(bought))
    referral = Referral.objects.get()
    assert referral.due_at is not None
    queue = boss.get(reverse("service-decisions")).content.decode()
    assert "Scratches on two of them." in queue
    assert 'aria-current="page"' in queue
    page = reverse("service-decision", args=[referral.pk])
    assert boss.post(page, {"answer": "grant", "words": ""}).status_code == 422
    assert boss.post(page, {"answer": "grant", "words": "Regular customer."}).status_code == 302
    case = agent.get(reverse("return-detail", args=[Return.objects.get().number])).content.decode()
    assert "Regular customer." in case
    assert "£20.00" in case


@pytest.mark.shows("RET-15")
def test_a_reviewer_above_his_limit_sends_the_same_form_up(place: Scene, as_role: As) -> None:
    boss, reviewer = as_role(Role.MANAGER), as_role(Role.OPERATIONS_REVIEWER)
    boss.post(reverse("settings-limit"), {"who": "role-operations_reviewer", "currency": "GBP", "amount": "100"})
    returning = applied(place, bought_lately(place), 1)
    line = returning.lines.get()
    page = reverse("return-approve", args=[returning.number])
    told = {"version": "1", f"amount-{line.pk}": "699.00", "address": str(place.address.pk), "once": "K2"}
    assert reviewer.post(page, told).status_code == 422
    assert reviewer.post(page, {**told, "why_more": "It burned."}).status_code == 302
    referral = Referral.objects.get()
    assert (referral.amount_minor, Return.objects.get().state) == (69900, "submitted")
    boss.post(reverse("service-decision", args=[referral.pk]), {"answer": "grant", "words": "Yes."})
    assert Return.objects.get().state == "approved"


@pytest.mark.shows("RET-02", "RET-03")
def test_the_buyer_takes_the_offer_by_his_link(place: Scene, as_role: As) -> None:
    bought = bought_lately(place)
    returning = applied(place, bought, 1)
    line = goods(bought)[0]
    told = {f"pieces-{line.pk}": "1", f"amount-{line.pk}": "150", "reason": str(why().pk), "words": "Keep it for 150?"}
    agent = as_role(Role.AGENT)
    assert agent.post(reverse("service-offer", args=[returning.number]), told).status_code == 302
    buyer = Client()
    page = reverse("case-by-link", args=[returning.case.token])
    assert "Keep it for 150?" in buyer.get(page).content.decode()
    taken = buyer.post(reverse("link-accept", args=[returning.case.token]))
    made = Return.objects.get(kind="compensation")
    assert taken.headers["Location"] == reverse("case-by-link", args=[made.case.token])
    assert Agreement.objects.get().way == "page"
    assert "We agreed on £150.00" in buyer.get(taken.headers["Location"]).content.decode()
    assert buyer.post(reverse("link-accept", args=[returning.case.token])).status_code == 404


def test_the_buyer_declines_or_we_withdraw(place: Scene, as_role: As) -> None:
    bought = bought_lately(place)
    returning = applied(place, bought, 1)
    line = goods(bought)[0]
    told = {f"pieces-{line.pk}": "1", f"amount-{line.pk}": "150", "reason": str(why().pk), "words": "Keep it?"}
    agent = as_role(Role.AGENT)
    agent.post(reverse("service-offer", args=[returning.number]), told)
    Client().post(reverse("link-decline", args=[returning.case.token]))
    agent.post(reverse("service-offer", args=[returning.number]), told)
    agent.post(reverse("service-offer-withdraw", args=[CompensationOffer.objects.latest("pk").pk]))
    assert [one.state for one in CompensationOffer.objects.order_by("pk")] == ["declined", "withdrawn"]
    assert Return.objects.get().state == "submitted"


@pytest.mark.shows("RET-28")
def test_a_question_to_a_group_is_queued_answered_once_and_stands_on_the_case(place: Scene, as_role: As) -> None:
    returning = applied(place, bought_lately(place), 1)
    agent, expert = as_role(Role.AGENT), as_role(Role.OPERATIONS_REVIEWER)
    ask = reverse("service-ask", args=[returning.number])
    assert (
        agent.post(ask, {"to": "role-operations_reviewer", "text": "Is this a fault of the hinge?"}).status_code == 302
    )
    question = Question.objects.get()
    assert "fault of the hinge" in expert.get(reverse("service-questions")).content.decode()
    assert "fault of the hinge" not in agent.get(reverse("service-questions")).content.decode()
    page = reverse("service-question", args=[question.pk])
    assert agent.post(page, {"answer": "Mine"}).status_code == 403
    assert expert.post(page, {"answer": "Yes, batch 12 has it."}).status_code == 302
    assert expert.post(page, {"answer": "Again"}).status_code == 409
    question.refresh_from_db()
    assert (question.answer, question.answered_at is not None) == ("Yes, batch 12 has it.", True)
    assert "batch 12" in agent.get(reverse("return-detail", args=[returning.number])).content.decode()
    assert "fault of the hinge" not in expert.get(reverse("service-questions")).content.decode()
