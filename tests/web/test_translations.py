"""Every sentence is there in every language, with its placeholders."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, pgettext

from aftercare.returns.terms import Shown
from aftercare.web.words import SHOWN

LANGUAGES = ["zh_Hans", "zh_Hant", "es"]
LOCALE = Path(settings.LOCALE_PATHS[0])
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def catalogue(language: str) -> polib.POFile:
    """The language's catalogue."""
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def forms(entry: polib.POEntry) -> list[str]:
    """All forms of a translation."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated_or_doubtful(language: str) -> None:
    found = catalogue(language)
    assert [e.msgid for e in found if not all(forms(e)) or e.fuzzy] == []
    assert len(found) > 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language: str) -> None:
    wrong = []
    for entry in catalogue(language):
        wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for form in forms(entry):
            got = set(PLACEHOLDER.findall(form))
            if got - wanted or (not entry.msgid_plural and got != wanted):
                wrong.append((entry.msgid, form))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_lone_per_cent_sign_breaks_a_sentence_that_is_filled_in(language: str) -> None:
    filled = [entry for entry in catalogue(language) if PLACEHOLDER.search(entry.msgid + entry.msgid_plural)]
    found = [(entry.msgid, form) for entry in filled for form in forms(entry)]
    assert [pair for pair in found if "%" in re.sub(r"%%|%\(\w+\)(\.\d+)?[sdf]", "", pair[1])] == []


def test_the_catalogues_hold_every_sentence_of_the_code(tmp_path: Path) -> None:
    if not shutil.which("xgettext"):
        pytest.skip("GNU gettext is not installed, so the code's sentences cannot be listed.")
    source = tmp_path / "aftercare"
    shutil.copytree(LOCALE.parent, source, ignore=shutil.ignore_patterns("__pycache__", "locale"))
    (source / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "es", "--no-location"]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    found = polib.pofile(str(source / "locale/es/LC_MESSAGES/django.po"))
    now = {(entry.msgctxt, entry.msgid) for entry in found if not entry.obsolete}
    kept = {(entry.msgctxt, entry.msgid) for entry in catalogue("es")}
    assert [told for told in now if told not in kept] == []


@pytest.mark.shows("PAG-08", "PAG-09")
@pytest.mark.parametrize(
    ("language", "not_used", "names"),
    [
        ("zh-hant", Shown.EXCHANGE_DUE, "待審核 審核通過 審核拒絕 待退貨 待退款 已完成"),
        ("zh-hans", Shown.EXCHANGE_DUE, "待审核 审核通过 审核拒绝 待退货 待退款 已完成"),
        ("zh-hant", Shown.REFUND_DUE, "待審核 審核通過 審核拒絕 待退貨 待換貨 已完成"),
        ("zh-hans", Shown.REFUND_DUE, "待审核 审核通过 审核拒绝 待退货 待换货 已完成"),
    ],
)
def test_the_six_states_carry_the_trade_s_names(language: str, not_used: Shown, names: str) -> None:
    six = [s for s in Shown if s not in (Shown.CLOSED, not_used)]
    with translation.override(language):
        shown = {str(SHOWN[state].label) for state in six}
        assert gettext("Completed") in shown
    assert shown == set(names.split())


def test_no_sentence_hides_behind_a_name_that_is_not_looked_for() -> None:
    """What is called `say(…)` is found by no tool, and stays English everywhere."""
    source = Path(LOCALE.parent)
    hidden = re.compile(r"import \w*gettext\w* as (?!_\b)\w+")
    assert [str(one.relative_to(source)) for one in source.rglob("*.py") if hidden.search(one.read_text())] == []


def test_one_word_for_a_complaint_in_taiwan_and_hong_kong() -> None:
    assert [entry.msgid for entry in catalogue("zh_Hant") for form in forms(entry) if "客訴" in form] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("计时", "清点数", "统计口径")),
        ("zh-hant", ("計時", "清點數", "統計口徑")),
        ("es", ("Cuenta", "Contado", "Qué se cuenta")),
    ],
)
def test_minutes_pieces_and_kpis_are_counted_in_words_of_their_own(language: str, words: tuple[str, str, str]) -> None:
    with translation.override(language):
        found = (gettext("Counted"), pgettext("pieces", "Counted"), pgettext("how a KPI is counted", "Counted"))
    assert found == words
