"""Words become tokens and questions; no database."""

import pytest

from aftercare.reporting.rules.folding import compact, fold, runs
from aftercare.reporting.rules.questions import looks_exact, question
from aftercare.reporting.rules.tokens import MOST, Tokens, as_vector, tokens_of
from aftercare.reporting.terms import DocKind, Draft, Source
from tests.factories.people import MONDAY


def draft(source: Source, *, at_the_dock: bool = False) -> Draft:
    return Draft(DocKind.CASE, 1, 2, 3, "", "", "", MONDAY, source, at_the_dock)


def tokens(source: Source) -> Tokens:
    return {token: places for token, places in tokens_of(draft(source)).items() if "#" not in token}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("GARCÍA Núñez", "garcia nunez"),
        ("Łódź Ørsted Straße", "lodz orsted strasse"),
        ("ＲＴ－２６１１", "rt-2611"),
        ("İstanbul", "istanbul"),
        ("王小明", "王小明"),
        ("がく 각", "がく 각"),
        ("Ελλάς", "ελλασ"),
    ],
)
def test_fold_gives_one_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_runs_tell_chinese_from_words() -> None:
    assert runs("k2耳机, graphite_2") == [(False, "k2"), (True, "耳机"), (False, "graphite"), (False, "2")]
    assert compact("rt-2611-000418") == "rt2611000418"


def test_identifiers_are_found_whole_and_by_their_end() -> None:
    assert tokens(Source(identifiers=("RT-2611-000418",))) == {
        "rt2611000418": [],
        "0418": [],
        "00418": [],
        "000418": [],
    }
    assert tokens(Source(identifiers=("", "7"))) == {"7": []}


def test_phones_are_found_in_every_usual_spelling() -> None:
    found = set(tokens(Source(phones=("+447700900142", ""))))
    assert found == {"447700900142", "7700900142", "07700900142", "0142", "00142", "900142"}
    assert set(tokens(Source(phones=("12345",)))) == {"12345", "2345"}


def test_chinese_is_kept_in_pairs_with_their_places() -> None:
    found = tokens(Source(words=("王小明", "白色耳机")))
    assert found["王小"] == [1]
    assert found["小明"] == [2]
    assert found["白色"] == [4]
    assert found["王"] == []
    assert "明白" not in found


def test_words_are_kept_with_their_joined_spelling() -> None:
    assert set(tokens(Source(words=("Seán O'Brien KA-K2-GR",)))) == {
        "sean",
        "o",
        "brien",
        "obrien",
        "ka",
        "k2",
        "gr",
        "kak2gr",
    }


def test_a_document_carries_its_marks_and_never_too_many_tokens() -> None:
    found = tokens_of(draft(Source(words=(" ".join(f"word{n}" for n in range(5000)),)), at_the_dock=True))
    assert {"m#2", "c#3", "s#dock"} <= set(found)
    assert len(found) == MOST


def test_vector_text_quotes_what_postgresql_would_read_as_syntax() -> None:
    assert as_vector({"a'b": [], "c\\d": [1, 4]}) == "'a''b' 'c\\\\d':1,4"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("lin demo", "(('lin':*) & ('demo':*))"),
        ("RT-2611", "((('rt' & '2611':*) | 'rt2611':*))"),
        ("0142", "(('0142':*))"),
        ("142", "(('142'))"),
        ("王小明", "((('王小' <-> '小明')))"),
        ("王", "((('王')))"),
        ("& | ! : * ( ) '", ""),
        ("", ""),
        ("\0", ""),
    ],
)
def test_question_asks_for_beginnings(text: str, asked: str) -> None:
    assert question(text) == asked


def test_question_of_a_spaced_number_also_asks_for_it_as_one() -> None:
    assert "'07700900142':*" in question("07700 900 142")
    assert question("lin", marks=[["m#1", "m#2"]]) == "('m#1' | 'm#2') & (('lin':*))"


def test_question_is_short_however_long_the_text() -> None:
    assert question("wort " * 500).count("wort") == 8
    assert len(question("x" * 10_000)) < 100


def test_looks_exact_only_where_a_digit_is() -> None:
    assert looks_exact(" rt-2611 000418\n") == "RT-2611000418"
    assert looks_exact("headphones") == ""
    assert looks_exact("1\0") == ""
    assert looks_exact("1\ud800") == ""
