"""The words on the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from aftercare.cli.main import app
from aftercare.orders.models import Order
from aftercare.returns.models import Return
from tests.imports.samples import NOTES_HEAD, note, shop_file, written

pytestmark = pytest.mark.django_db


def test_the_command_imports_orders_and_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shop_file(tmp_path)
    done = CliRunner().invoke(app, ["import", "orders", "shop.csv.gz", "--mapping", "online-retail"])
    assert done.exit_code == 0, done.output
    assert "Imported shop.csv.gz into online-retail" in done.output
    assert "The rejected lines with their reasons are in shop.rejects.csv." in done.output
    assert (tmp_path / "shop.rejects.csv").stat().st_mode & 0o777 == 0o600
    assert Order.objects.count() == 4

    written(tmp_path / "notes.csv", NOTES_HEAD, note("C1000", "85123A", -2, "2.55", "536365"))
    done = CliRunner().invoke(app, ["import", "returns", "notes.csv", "--ignore-window"])
    assert done.exit_code == 0, done.output
    assert Return.objects.count() == 1
    assert not (tmp_path / "notes.rejects.csv").exists()


@pytest.mark.parametrize("word", ["orders", "returns"])
def test_a_refusal_is_a_sentence_and_a_failing_exit(tmp_path: Path, word: str) -> None:
    done = CliRunner().invoke(app, ["import", word, str(tmp_path / "nowhere.csv")])
    assert done.exit_code == 1
    assert "There is no file" in done.output
    assert "Traceback" not in done.output
    assert not Order.objects.exists()
