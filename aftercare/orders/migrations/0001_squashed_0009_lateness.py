import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("orders", "0001_initial"),
        ("orders", "0002_import_run"),
        ("orders", "0003_prices_not_negative"),
        ("orders", "0004_called_off"),
        ("orders", "0005_seller_promises_and_late_orders"),
        ("orders", "0006_replaces"),
        ("orders", "0007_confirmed_no_return"),
        ("orders", "0008_order_found_by_shipping"),
        ("orders", "0009_lateness"),
    ]

    initial = True

    dependencies = [
        ("customers", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60)),
                ("ordered_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(null=True)),
                ("shipped_at", models.DateTimeField(null=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("discount_minor", models.BigIntegerField(default=0)),
                ("freight_minor", models.BigIntegerField(default=0)),
                ("paid_minor", models.BigIntegerField()),
                ("recipient", models.CharField(blank=True, max_length=120)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("is_business", models.BooleanField(db_default=False, default=False)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.shop"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "-ordered_at"], name="order_of_customer"),
                    models.Index(fields=["merchant", "-ordered_at", "-id"], name="order_of_merchant"),
                    models.Index(fields=["number"], name="order_by_number"),
                    django.contrib.postgres.indexes.BrinIndex(fields=["shipped_at"], name="order_by_shipping"),
                    models.Index(
                        condition=models.Q(("paid_at__isnull", False), ("shipped_at", None)),
                        fields=["merchant", "paid_at", "id"],
                        name="order_paid_not_shipped",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "number"), name="order_number_is_unique_in_shop"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("discount_minor__gte", 0), ("freight_minor__gte", 0), ("paid_minor__gte", 0)
                        ),
                        name="order_amounts_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lateness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("found_at", models.DateTimeField()),
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.order"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DelayNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("told_at", models.DateTimeField()),
                ("told_by", models.CharField(max_length=20)),
                ("words", models.CharField(max_length=500)),
                ("noted_at", models.DateTimeField()),
                ("noted_by", models.CharField(max_length=60)),
                ("noted_by_name", models.CharField(max_length=200)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="delay_notices", to="orders.order"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["order", "told_at"], name="delay_notice_of_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("told_by__in", ["message", "phone", "email", "chat"])),
                        name="delay_told_by_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField()),
                ("sku", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("is_freight", models.BooleanField(default=False)),
                ("quantity", models.IntegerField()),
                ("unit_price_minor", models.BigIntegerField()),
                ("discount_minor", models.BigIntegerField(default=0)),
                ("paid_minor", models.BigIntegerField()),
                ("granted_minor", models.BigIntegerField(default=0)),
                ("paid_out_minor", models.BigIntegerField(default=0)),
                ("goods_out", models.IntegerField(default=0)),
                ("goods_asked", models.IntegerField(default=0)),
                ("goods_back", models.IntegerField(default=0)),
                ("no_return_confirmed", models.BooleanField(db_default=False, default=False)),
                ("goods_called_off", models.IntegerField(db_default=0, default=0)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="orders.order"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("order", "position"), name="order_line_position_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("paid_minor__gte", 0), ("quantity__gt", 0)), name="order_line_is_real"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("discount_minor__gte", 0), ("unit_price_minor__gte", 0)),
                        name="order_line_price_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_freight", False), ("goods_out", 0), _connector="OR"),
                        name="freight_has_no_goods",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("granted_minor__gte", 0), ("granted_minor__lte", models.F("paid_minor"))),
                        name="granted_within_paid",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_out_minor__gte", 0), ("paid_out_minor__lte", models.F("granted_minor"))
                        ),
                        name="paid_out_within_granted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("goods_out__gte", 0), ("goods_out__lte", models.F("quantity"))),
                        name="goods_out_within_bought",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("goods_called_off__gte", 0),
                            (
                                "goods_called_off__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("quantity"), "-", models.F("goods_out")
                                ),
                            ),
                        ),
                        name="goods_called_off_within_not_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_freight", False), ("goods_called_off", 0), _connector="OR"),
                        name="freight_is_not_called_off",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("goods_asked__gte", 0), ("goods_asked__lte", models.F("goods_out"))),
                        name="goods_asked_within_out",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("goods_back__gte", 0), ("goods_back__lte", models.F("goods_asked"))),
                        name="goods_back_within_asked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=80)),
                ("amount_minor", models.BigIntegerField()),
                ("paid_out_minor", models.BigIntegerField(default=0)),
                ("granted_at", models.DateTimeField()),
                ("granted_by", models.CharField(max_length=60)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="grants", to="orders.orderline"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("line", "purpose"), name="grant_purpose_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gte", 0),
                            ("paid_out_minor__gte", 0),
                            ("paid_out_minor__lte", models.F("amount_minor")),
                        ),
                        name="grant_paid_within_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SellerPromise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("sku", models.CharField(blank=True, max_length=60)),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("begins_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("words", models.CharField(max_length=500)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                ("made_by_name", models.CharField(max_length=200)),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["merchant", "kind", "begins_on"], name="seller_promise_of_merchant")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["unconditional_return", "full_refund", "ship_within"])),
                        name="seller_promise_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="seller_promise_has_words"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("begins_on")), _connector="OR"),
                        name="seller_promise_ends_after_begin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "ship_within"), _negated=True),
                            models.Q(("days__gte", 1), ("sku", "")),
                            _connector="OR",
                        ),
                        name="seller_promise_to_ship_has_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("mapping", models.CharField(max_length=40)),
                ("file_name", models.CharField(max_length=200)),
                ("file_hash", models.CharField(max_length=64)),
                ("position", models.BigIntegerField(default=0)),
                ("rejects_bytes", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("began_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "shop",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.shop"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("kind", "shop", "mapping", "file_hash"),
                        name="import_run_open_once_per_file",
                    )
                ],
            },
        ),
    ]
