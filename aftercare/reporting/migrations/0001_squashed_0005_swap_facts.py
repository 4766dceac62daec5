from datetime import date
from decimal import Decimal

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

FIRST_DAY = date(2014, 12, 1)
SOURCE = "A marketplace's figures for December 2014"
FIGURES = {
    "completion_time": (Decimal("3.29"), Decimal("2.55")),
    "self_completion": (Decimal("99.56"), Decimal("99.66")),
    "disputes": (Decimal("0.23"), Decimal("0.04")),
}


def put_in(apps, _schema_editor):
    trade, _ = apps.get_model("reporting", "Trade").objects.get_or_create(code="all", defaults={"name": "All trades"})
    benchmarks = apps.get_model("reporting", "Benchmark").objects
    for kpi, (average, platinum) in FIGURES.items():
        benchmarks.get_or_create(
            trade=trade,
            kpi=kpi,
            valid_from=FIRST_DAY,
            defaults={"average": average, "platinum": platinum, "source": SOURCE},
        )


class Migration(migrations.Migration):
    replaces = [
        ("reporting", "0001_search_doc"),
        ("reporting", "0002_scores"),
        ("reporting", "0003_first_benchmarks"),
        ("reporting", "0004_promise"),
        ("reporting", "0005_swap_facts"),
    ]

    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Trade",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="MerchantDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("merchant", models.BigIntegerField()),
                ("day", models.DateField()),
                ("asked", models.IntegerField(default=0)),
                ("disputed", models.IntegerField(default=0)),
                ("ended", models.IntegerField(default=0)),
                ("ended_alone", models.IntegerField(default=0)),
                ("paid", models.IntegerField(default=0)),
                ("paid_seconds", models.BigIntegerField(default=0)),
                ("handled", models.IntegerField(default=0)),
                ("handled_in_time", models.IntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["day", "merchant"], name="merchant_day_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("merchant", "day"), name="merchant_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("disputed__lte", models.F("asked")),
                            ("ended_alone__lte", models.F("ended")),
                            ("paid__lte", models.F("ended")),
                        ),
                        name="merchant_day_parts_within_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RefundFact",
            fields=[
                ("case", models.BigIntegerField(primary_key=True, serialize=False)),
                ("merchant", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("asked_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("is_paid", models.BooleanField()),
                ("seconds", models.BigIntegerField(null=True)),
                ("stepped_in", models.BooleanField()),
                ("is_disputed", models.BooleanField()),
                ("handled_seconds", models.BigIntegerField(null=True)),
                ("waits", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["merchant", "asked_on"], name="refund_fact_asked"),
                    models.Index(fields=["merchant", "ended_on"], name="refund_fact_ended"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_on", None), ("is_paid", False), ("seconds", None)),
                            models.Q(("ended_at__isnull", False), ("ended_on__isnull", False), ("seconds__gte", 0)),
                            _connector="OR",
                        ),
                        name="refund_fact_ends_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_disputed", False), ("stepped_in", True), _connector="OR"),
                        name="refund_fact_dispute",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchDoc",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("ref", models.BigIntegerField()),
                ("merchant", models.BigIntegerField()),
                ("customer", models.BigIntegerField()),
                ("case_number", models.CharField(blank=True, max_length=24)),
                ("order_number", models.CharField(blank=True, max_length=60)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("tokens", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [django.contrib.postgres.indexes.GinIndex(fields=["tokens"], name="search_doc_tokens")],
                "constraints": [models.UniqueConstraint(fields=("kind", "ref"), name="search_doc_once_per_record")],
            },
        ),
        migrations.CreateModel(
            name="SwapFact",
            fields=[
                ("case", models.BigIntegerField(primary_key=True, serialize=False)),
                ("merchant", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("turned_on", models.DateField(null=True)),
                ("turned_seconds", models.BigIntegerField(null=True)),
                ("had_on", models.DateField(null=True)),
                ("whole_seconds", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("turned_on__isnull", False)),
                        fields=["turned_on", "merchant"],
                        name="swap_fact_turned",
                    ),
                    models.Index(
                        condition=models.Q(("had_on__isnull", False)),
                        fields=["had_on", "merchant"],
                        name="swap_fact_had",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("turned_on", None), ("turned_seconds", None)),
                            models.Q(("turned_on__isnull", False), ("turned_seconds__gte", 0)),
                            _connector="OR",
                        ),
                        name="swap_fact_turned_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("had_on", None), ("whole_seconds", None)),
                            models.Q(("had_on__isnull", False), ("whole_seconds__gte", 0)),
                            _connector="OR",
                        ),
                        name="swap_fact_had_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TradeMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "merchant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.merchant"
                    ),
                ),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="reporting.trade"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WaitDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("merchant", models.BigIntegerField()),
                ("day", models.DateField()),
                ("turn", models.CharField(blank=True, max_length=20)),
                ("seconds", models.BigIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("merchant", "day", "turn"), name="wait_day_once")],
            },
        ),
        migrations.CreateModel(
            name="Benchmark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kpi", models.CharField(max_length=30)),
                ("valid_from", models.DateField()),
                ("average", models.DecimalField(decimal_places=4, max_digits=10)),
                ("platinum", models.DecimalField(decimal_places=4, max_digits=10)),
                ("source", models.CharField(blank=True, max_length=200)),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="benchmarks", to="reporting.trade"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("trade", "kpi", "valid_from"), name="benchmark_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("kpi__in", ["completion_time", "self_completion", "disputes"])),
                        name="benchmark_kpi_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("average__gte", 0),
                            ("platinum__gte", 0),
                            models.Q(("average", models.F("platinum")), _negated=True),
                        ),
                        name="benchmark_has_two_lines",
                    ),
                ],
            },
        ),
        migrations.RunPython(put_in, migrations.RunPython.noop, elidable=False),
    ]
