"""`aftercare import statement`."""

from pathlib import Path

import pytest

from aftercare.billing.models import Statement
from tests.cli.conftest import Word

pytestmark = pytest.mark.django_db
LINES = "date,reference,amount,currency,direction\n2026-03-05,BACS 1,699.00,GBP,out\n2026-03-05,X,9.00,GBP,in\n"


def test_a_statement_is_taken_in_once(aftercare: Word, tmp_path: Path) -> None:
    file = tmp_path / "march.csv"
    file.write_text(LINES)
    first = aftercare("import", "statement", str(file))
    assert (first.exit_code, first.stdout) == (0, "march.csv: 2 lines, 2 new; 0 agree, 1 differ.\n")
    again = aftercare("import", "statement", str(file))
    assert (again.exit_code, again.stdout) == (0, "march.csv was taken in before; nothing was changed.\n")
    assert Statement.objects.count() == 1


def test_what_cannot_be_read_is_said_in_a_sentence(aftercare: Word, tmp_path: Path) -> None:
    file = tmp_path / "march.csv"
    file.write_text("nonsense")
    refused = aftercare("import", "statement", str(file))
    assert (refused.exit_code, refused.stderr) == (1, "The first line must name the column “date”.\n")
    missing = aftercare("import", "statement", str(tmp_path / "none.csv"))
    assert (missing.exit_code, "There is no file" in missing.stderr) == (1, True)
