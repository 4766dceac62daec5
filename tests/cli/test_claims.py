"""`aftercare requirements`."""

import json
from pathlib import Path

import pytest

from aftercare.cli import claims
from aftercare.cli.saying import Refusal
from tests.cli.conftest import Word

CATALOGUE = 'id\tarea\trequirement\nRET-01\tReturns\tone\nRET-02\tReturns\tsay "two\nPAG-01\tPages\tthree\n'
GOOD = '@pytest.mark.shows("RET-01")\ndef test_one(): ...\n'


def project(folder: Path, tests: str, *, catalogue: bool = True) -> Path:
    """A checkout with one test file, and the catalogue beside it."""
    root = folder / "main"
    (root / "tests" / "deep").mkdir(parents=True)
    (root / "tests" / "deep" / "test_it.py").write_text(f"import pytest\n{tests}")
    if catalogue:
        (folder / "shared" / "requirements").mkdir(parents=True)
        (folder / "shared" / "requirements" / "catalogue.tsv").write_text(CATALOGUE)
    return root


def test_requirements_tell_shown_and_open_per_area(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims.report(project(tmp_path, GOOD), as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "Returns: 1 of 2 shown",
        "  shown: RET-01",
        "  open: RET-02",
        "Pages: 0 of 1 shown",
        "  open: PAG-01",
        "All areas: 1 of 3 shown",
    ]


def test_requirements_are_told_to_machines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims.report(project(tmp_path, GOOD), as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["areas"]["Returns"] == {"shown": ["RET-01"], "open": ["RET-02"]}
    assert told["tests"] == {"RET-01": ["tests/deep/test_it.py::test_one"]}


def test_requirements_find_marks_of_modules_and_classes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tests = (
        'pytestmark = [pytest.mark.django_db, pytest.mark.shows("RET-01")]\n'
        'class TestIt:\n    @pytest.mark.shows("RET-02", "PAG-01")\n    def test_one(self): ...\n'
    )
    claims.report(project(tmp_path, tests), as_json=True)
    assert set(json.loads(capsys.readouterr().out)["tests"]) == {"RET-01", "RET-02", "PAG-01"}


def test_requirements_refuse_an_unknown_id(tmp_path: Path) -> None:
    root = project(tmp_path, '@pytest.mark.shows("RET-99")\ndef test_one(): ...\n')
    with pytest.raises(Refusal, match=r"Not in the catalogue: RET-99 \(tests/deep/test_it.py::test_one\)."):
        claims.report(root, as_json=False)


@pytest.mark.parametrize("idle", ["@pytest.mark.skip", '@pytest.mark.xfail(reason="not yet")'])
def test_requirements_refuse_a_claim_by_a_test_that_does_not_run(tmp_path: Path, idle: str) -> None:
    with pytest.raises(Refusal, match="claims RET-01, but it is not run or may fail"):
        claims.report(project(tmp_path, f"{idle}\n{GOOD}"), as_json=False)


def test_requirements_without_the_catalogue_list_the_marks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claims.report(project(tmp_path, GOOD, catalogue=False), as_json=False)
    sentence, mark = capsys.readouterr().out.splitlines()
    assert "is not here, so only the marks are listed" in sentence
    assert mark == "RET-01  tests/deep/test_it.py::test_one"


def test_this_projects_own_claims_are_in_the_catalogue(aftercare: Word) -> None:
    assert aftercare("requirements").exit_code == 0
