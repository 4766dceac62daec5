"""How a decision cites the law, in words."""

import pytest

from aftercare.web.buyer_words import told_to_buyer
from aftercare.web.decision_words import because


def kept(about: str, rule: str, **facts: object) -> dict[str, object]:
    """A finding as a return keeps it."""
    return {"about": about, "answer": "14", "rule": rule, "near": "", "facts": facts}


def test_an_article_is_named_under_its_own_text_also_in_older_decisions() -> None:
    new = kept("freight_payer", "law:freight_fault", law="cn_online@2020", text="cn_consumers", article="24")
    old = kept("freight_payer", "law:freight_fault", law="cn_online@2020", article="24")
    told = [one.rule for one in because([new, old])]
    assert told == [
        "The goods have a fault, so the shop pays (China: Consumer Rights Protection Law (2013), art. 24)."
    ] * 2  # fmt: skip


@pytest.mark.parametrize("law", ["eu_withdrawal@2011-83", "es_withdrawal@2022"])
def test_days_for_the_money_are_told_without_a_start_that_the_law_does_not_name(law: str) -> None:
    article = "119 quater" if law.startswith("es") else "13"
    old = kept("refund_by", "law:refund_by", law=law, article=article, days=14)
    (told,) = because([old])
    assert told.rule == "At most 14 days (European Union: Directive 2011/83/EU, art. 13)."
    assert told_to_buyer([old]) == ["By law your money comes within 14 days."]
