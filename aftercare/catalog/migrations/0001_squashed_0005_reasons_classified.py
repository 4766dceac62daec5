import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("catalog", "0001_initial"),
        ("catalog", "0002_article"),
        ("catalog", "0003_reason_cause"),
        ("catalog", "0004_product_code"),
        ("catalog", "0005_reasons_classified"),
    ]

    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("code", models.SlugField(max_length=40)),
                ("labels", models.JSONField()),
                ("cause", models.CharField(blank=True, db_default="", default="", max_length=10)),
                ("position", models.IntegerField(default=0)),
                ("is_shown", models.BooleanField(default=True)),
                ("fault", models.CharField(blank=True, db_default="", default="", max_length=20)),
                (
                    "remedies",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, db_default=[], default=list, size=None
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "position", "id"], name="reason_in_order")],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "code"), name="reason_code_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "fault__in",
                                [
                                    "",
                                    "quality",
                                    "wrong_item",
                                    "missing_item",
                                    "mis_shipped",
                                    "gift_missing",
                                    "late_shipping",
                                ],
                            )
                        ),
                        name="reason_fault_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["", "fault", "mind"])), name="reason_cause_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sku", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("family", models.CharField(blank=True, max_length=60)),
                ("price_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("is_offered", models.BooleanField(default=True)),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.merchant"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["merchant", "currency", "family", "sku"], name="article_in_family")],
                "constraints": [
                    models.UniqueConstraint(fields=("merchant", "sku", "currency"), name="article_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("price_minor__gte", 0)), name="article_price_not_negative"
                    ),
                    models.CheckConstraint(condition=models.Q(("sku", ""), _negated=True), name="article_has_code"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60)),
                ("sku", models.CharField(max_length=60)),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.merchant"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["merchant", "sku"], name="product_code_of_sku")],
                "constraints": [models.UniqueConstraint(fields=("merchant", "code"), name="product_code_once")],
            },
        ),
    ]
