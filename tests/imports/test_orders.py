"""Orders from files: exact amounts, every rejected line with its sentence, nothing twice."""

from pathlib import Path

import pytest

from aftercare.cli.imports.orders import import_orders
from aftercare.cli.imports.terms import Asked
from aftercare.cli.saying import Refusal
from aftercare.customers.models import Customer
from aftercare.journal.models import Entry
from aftercare.orders.commands import bulk_intake
from aftercare.orders.models import ImportRun, Order, OrderLine
from aftercare.org.models import Shop
from tests.factories.shop import scene
from tests.imports.samples import OWN, OWN_HEAD, SHOP, SHOP_HEAD, own_file, rejects_of, shop_file, written

pytestmark = pytest.mark.django_db


def run(file: Path, *, mapping: str = "aftercare", **changed: object) -> Path:
    """Import, and tell where rejected lines went."""
    rejects = file.parent / "rejects.csv"
    import_orders(Asked(file, mapping=mapping, rejects=rejects, **changed))  # type: ignore[arg-type]
    return rejects


def counts() -> dict[str, int]:
    latest = ImportRun.objects.order_by("-pk").first()
    return latest.counts if latest else {}


def lines(number: str) -> list[tuple[object, ...]]:
    rows = OrderLine.objects.filter(order__number=number).order_by("position")
    return list(rows.values_list("position", "sku", "quantity", "unit_price_minor", "paid_minor", "goods_out"))


def test_our_own_format_is_imported_to_the_cent(tmp_path: Path) -> None:
    scene()
    assert rejects_of(run(own_file(tmp_path))) == []
    first, second = Order.objects.order_by("number")
    assert (first.number, first.currency, first.paid_minor, first.freight_minor) == ("A-1", "EUR", 2841, 490)
    assert (first.discount_minor, first.phone, first.recipient) == (50, "+34600000042", "王小明")
    assert [str(at) for at in (first.paid_at, first.shipped_at, first.signed_at)] == [
        "2026-03-02 09:05:00+00:00",
        "2026-03-03 00:00:00+00:00",
        "2026-03-05 00:00:00+00:00",
    ]
    assert lines("A-1") == [(0, "", 1, 490, 490, 0), (1, "KA-K2", 2, 1000, 1860, 2), (2, "KA-TC", 1, 501, 491, 1)]
    assert (second.currency, second.paid_minor, second.shipped_at) == ("JPY", 1200, None)
    assert set(Customer.objects.values_list("account", "name")) == {("wang", "王小明"), ("guest-A-2", "")}
    assert counts() == {"orders new": 2, "lines of new orders": 3}


def test_a_second_run_imports_nothing(tmp_path: Path) -> None:
    scene()
    file = own_file(tmp_path)
    run(file)
    before = (list(OrderLine.objects.values()), list(Order.objects.values()), Entry.objects.count())
    run(file)
    assert (list(OrderLine.objects.values()), list(Order.objects.values()), Entry.objects.count()) == before
    assert counts() == {"orders unchanged": 2, "lines of unchanged orders": 3}
    assert not ImportRun.objects.filter(ended_at=None).exists()


def test_a_longer_file_imports_what_is_new_and_refuses_what_changed(tmp_path: Path) -> None:
    scene()
    run(own_file(tmp_path))
    more = (OWN[0], OWN[1], OWN[2].replace("1200", "1300"), OWN[2].replace("A-2", "A-3"))
    rejects = run(own_file(tmp_path, *more))
    assert counts()["orders new"] == 1
    assert rejects_of(rejects)[0].startswith("4,Order A-2 was told before with other lines or amounts.,A-2,")
    assert Order.objects.get(number="A-2").paid_minor == 1200


def test_an_order_in_no_currency_is_rejected_alone(tmp_path: Path) -> None:
    scene()
    invented = OWN[2].replace("A-2", "A-3").replace("JPY", "XXQ")
    assert invented != OWN[2]
    rejects = rejects_of(run(own_file(tmp_path, *OWN, invented)))
    assert [line.partition(",A-3,")[0] for line in rejects] == ["5,“XXQ” is no currency; write it like EUR."]
    assert sorted(Order.objects.values_list("number", "currency")) == [("A-1", "EUR"), ("A-2", "JPY")]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (OWN[2].replace(",1,1200", ",0,1200"), "The line has 0 pieces; a sale has one or more."),
        (OWN[2].replace(",1,1200", ",1.5,1200"), "quantity: “1.5” is no whole number."),
        (OWN[2].replace("1200", "-3"), "The price is negative; give what was taken off as line_discount."),
        (OWN[2].replace("1200", "12.5"), "unit_price: “12.5” has more decimal places than JPY knows."),
        (OWN[2].replace("1200", "NaN"), "unit_price: “NaN” is no amount."),
        (OWN[2].replace("1200", "1e99"), "unit_price: “1e99” is no amount."),
        (OWN[2].replace("1200", ""), "unit_price is empty."),
        (OWN[2].replace("JPY", "yen!"), "currency: “yen!” is no code like EUR."),
        (OWN[2].replace("2026-03-02 10:00", "yesterday"), "no time like 2026-03-02T09:00:00+00:00."),
        (OWN[2].replace("2026-03-02 10:00", "0001-01-01"), "no time like 2026-03-02T09:00:00+00:00."),
        (OWN[2].replace("KA-K3", ""), "sku is empty."),
        (OWN[2].replace("A-2", "A" * 61), "order_number has 61 characters; 60 are possible."),
        (OWN[2] + ",", "The line has 20 values, the head 19 columns."),
        (OWN[2].replace(",1,1200", ",9999999999,1200"), "has more pieces or money than can be true."),
    ],
)
def test_a_bad_line_is_rejected_with_its_number_and_sentence(tmp_path: Path, line: str, sentence: str) -> None:
    scene()
    rejects = run(own_file(tmp_path, OWN[0], OWN[1], line))
    (rejected,) = rejects_of(rejects)
    assert rejected.startswith("4,")
    assert sentence in rejected
    assert list(Order.objects.values_list("number", flat=True)) == ["A-1"]


def test_one_bad_line_keeps_its_order_out_until_it_is_corrected(tmp_path: Path) -> None:
    scene()
    rejects = run(own_file(tmp_path, OWN[0], OWN[1].replace("5.01", "five"), OWN[2]))
    assert list(Order.objects.values_list("number", flat=True)) == ["A-2"]
    left_out, bad = rejects_of(rejects)
    assert left_out.startswith('2,"The order was left out as a whole, since line 3 cannot be read: unit_price:')
    assert bad.startswith("3,unit_price: “five” is no amount.,A-1,")
    corrected = written(tmp_path / "corrected.csv", *rejects.read_text().replace("five", "5.01").splitlines())
    assert rejects_of(run(corrected)) == []
    assert Order.objects.get(number="A-1").paid_minor == 2841


def test_repeated_and_contradicting_lines_keep_their_order_out(tmp_path: Path) -> None:
    scene()
    rejects = run(own_file(tmp_path, OWN[2], OWN[2], OWN[0], OWN[1].replace(",4.90,", ",5.90,")))
    assert not Order.objects.exists()
    told = rejects_of(rejects)
    assert '3,"The line repeats line 2 word for word. If more pieces were sold, raise its quantity.",A-2' in told[1]
    assert "Lines 4 and 5 tell different things about the order: freight." in told[2]
    assert len(told) == 4


def test_orders_are_grouped_within_a_batch_and_never_mixed_up_beyond(tmp_path: Path) -> None:
    scene()
    mixed = own_file(tmp_path, OWN[0], OWN[2], OWN[1])
    rejects = run(mixed, batch=1)
    assert list(Order.objects.order_by("pk").values_list("number", flat=True)) == ["A-1", "A-2"]
    assert "4,Order A-1 was told before with other lines or amounts." in rejects_of(rejects)[0]
    Order.objects.all().delete()
    assert rejects_of(run(mixed, batch=50)) == []
    assert len(lines("A-1")) == 3


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scene()
    before = Entry.objects.count()
    rejects = run(own_file(tmp_path, *OWN[:2], OWN[2].replace("1200", "x")), dry_run=True)
    assert len(rejects_of(rejects)) == 1
    assert (Order.objects.count(), Customer.objects.count(), ImportRun.objects.count()) == (0, 0, 0)
    assert Entry.objects.count() == before
    told = capsys.readouterr().out
    assert "nothing was written" in told
    assert "1  orders new" in told


def test_the_shop_must_be_clear(tmp_path: Path) -> None:
    file = own_file(tmp_path)
    with pytest.raises(Refusal, match="There is none yet"):
        run(file)
    scene("one")
    two = scene("two")
    with pytest.raises(Refusal, match=r"Say which shop with --shop\. There are: one-web, two-web\."):
        run(file)
    with pytest.raises(Refusal, match="There is no shop “three”"):
        run(file, shop="three")
    with pytest.raises(Refusal, match=r"There is no mapping “other”\. There are: aftercare, online-retail\."):
        run(file, mapping="other")
    assert not Order.objects.exists()
    run(file, shop="two-web")
    assert set(Order.objects.values_list("shop", flat=True)) == {two.shop.pk}


def test_rejected_lines_never_overwrite_the_file_itself(tmp_path: Path) -> None:
    scene()
    file = own_file(tmp_path)
    with pytest.raises(Refusal, match="would overwrite"):
        import_orders(Asked(file, mapping="aftercare", rejects=file))
    with pytest.raises(Refusal, match="cannot be written"):
        import_orders(Asked(file, mapping="aftercare", rejects=tmp_path / "nowhere" / "x.csv"))
    assert file.read_text().startswith(OWN_HEAD)


def test_the_shop_export_is_imported_without_its_dirt(tmp_path: Path) -> None:
    rejects = run(shop_file(tmp_path), mapping="online-retail")
    found = Order.objects.order_by("number").values_list("number", "paid_minor", "freight_minor", "customer__account")
    assert list(found) == [
        ("536365", 7164, 3600, "17850"),
        ("536366", 1110, 0, "guest-536366"),
        ("536415", 0, 0, "12647"),
        ("536541", 425, 0, "14911"),
    ]
    assert [line[1:5] for line in lines("536365")] == [
        ("", 1, 3600, 3600),
        ("85123A", 6, 255, 1530),
        ("71053", 6, 339, 2034),
    ]
    assert {order.shipped_at == order.signed_at == order.ordered_at for order in Order.objects.all()} == {True}
    told = rejects_of(rejects)
    assert [int(line.split(",")[0]) for line in told] == [5, 6, 8, 9, 11, 12, 13, 14, 15]
    assert "The line repeats line 3 word for word." in told[0]
    assert "A credit note is no sale" in told[1]
    assert "“M” (Manual) is a manual entry or fee, not goods." in told[2]
    assert "No price and no customer" in told[3]
    assert "The line has -10 pieces: a correction of stock, not a sale." in told[4]
    assert "“A563185” is a correction of the books" in told[5]
    assert "has freight, but no goods" in told[6]
    assert "“two” is no whole number" in told[7]
    assert "The price -4.0 is negative" in told[8]
    assert Shop.objects.get().merchant.code == "online-retail"
    assert counts()["lines rejected"] == 9


def test_a_batch_that_meets_another_writer_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene()
    run(own_file(tmp_path, *OWN[:2]))
    honest, calls = bulk_intake._found, []

    def late(*args: object) -> object:
        calls.append(args)
        return {} if len(calls) == 1 else honest(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(bulk_intake, "_found", late)
    run(own_file(tmp_path))
    assert len(calls) == 2
    assert counts()["orders new"] == 1
    assert counts()["orders unchanged"] == 1


def test_the_head_alone_imports_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(written(tmp_path / "shop.csv.gz", SHOP_HEAD), mapping="online-retail")
    assert not Order.objects.exists()
    assert "Imported shop.csv.gz into online-retail" in capsys.readouterr().out
    assert len(SHOP) == 15
