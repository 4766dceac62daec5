import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import aftercare.billing.terms


class Migration(migrations.Migration):
    replaces = [
        ("billing", "0001_initial"),
        ("billing", "0002_refund_found_by_numbers"),
        ("billing", "0003_paired_and_known"),
        ("billing", "0004_gateways_and_orders"),
        ("billing", "0005_statements"),
        ("billing", "0006_overpaid"),
        ("billing", "0007_charge"),
        ("billing", "0008_order_as_a_way_of_payment"),
        ("billing", "0009_overpaid_debtor"),
        ("billing", "0010_payout_of_merchant"),
        ("billing", "0011_payouts_know_their_merchant"),
        ("billing", "0012_payout_reference_of_merchant"),
    ]

    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("customers", "0001_initial"),
        ("orders", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Gateway",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(default="cashier", max_length=20)),
                ("url", models.CharField(blank=True, max_length=500)),
                ("sealed_secret", models.TextField(blank=True)),
                ("timeout_seconds", models.PositiveSmallIntegerField(default=10)),
                ("is_enabled", models.BooleanField(default=True)),
                (
                    "merchant",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.Value(1), condition=models.Q(("merchant", None)), name="gateway_default_is_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["cashier", "http"])), name="gateway_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "cashier"),
                            models.Q(
                                models.Q(("url", ""), _negated=True), models.Q(("sealed_secret", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="gateway_over_http_has_address_and_secret",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("timeout_seconds__gte", 1), ("timeout_seconds__lte", 60)),
                        name="gateway_timeout_is_sensible",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=24, unique=True)),
                ("order_number", models.CharField(max_length=60)),
                ("applied_at", models.DateTimeField()),
                ("operations_reviewed_at", models.DateTimeField()),
                ("currency", models.CharField(max_length=3)),
                ("total_minor", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by", models.CharField(blank=True, max_length=60)),
                ("approved_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-asked_at", "-id"], name="refund_list_by_state"),
                    models.Index(fields=["-asked_at", "-id"], name="refund_list"),
                    models.Index(fields=["merchant", "state", "-asked_at", "-id"], name="refund_list_of_merchant"),
                    models.Index(fields=["order_number"], name="refund_by_order_number"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["to_approve", "sent_back", "to_pay", "at_gateway", "paid", "revoked"])
                        ),
                        name="refund_state_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("total_minor__gte", 0)), name="refund_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at", None),
                                ("approved_by", ""),
                                ("state__in", ["to_approve", "sent_back", "revoked"]),
                            ),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("state__in", ["to_pay", "at_gateway", "paid"]),
                                models.Q(("approved_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="refund_approval_has_time_and_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Overpaid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=24, unique=True)),
                ("cause", models.CharField(max_length=20)),
                (
                    "debtor",
                    models.CharField(
                        db_default="buyer", default=aftercare.billing.terms.Debtor["BUYER"], max_length=10
                    ),
                ),
                ("debtor_name", models.CharField(blank=True, db_default="", default="", max_length=120)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("repaid_minor", models.BigIntegerField(default=0)),
                ("arisen_at", models.DateTimeField()),
                ("write_off_reason", models.CharField(blank=True, max_length=500)),
                ("write_off_asked_by", models.CharField(blank=True, max_length=60)),
                ("write_off_asked_by_name", models.CharField(blank=True, max_length=200)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=60)),
                ("settled_by_name", models.CharField(blank=True, max_length=200)),
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
                    "refund",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.refund"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-arisen_at", "-id"], name="overpaid_list_by_state"),
                    models.Index(fields=["-arisen_at", "-id"], name="overpaid_list"),
                    models.Index(fields=["merchant", "-arisen_at", "-id"], name="overpaid_list_of_merchant"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "write_off_asked", "repaid", "written_off"])),
                        name="overpaid_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["fewer", "refused", "never_came", "lost"])),
                        name="overpaid_cause_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("debtor", "buyer"),
                            models.Q(("cause", "lost"), ("debtor__in", ["carrier", "company"])),
                            _connector="OR",
                        ),
                        name="overpaid_others_owe_what_was_lost",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gt", 0),
                            ("repaid_minor__gte", 0),
                            ("repaid_minor__lte", models.F("amount_minor")),
                        ),
                        name="overpaid_repaid_within_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "repaid"), _negated=True),
                            ("repaid_minor", models.F("amount_minor")),
                            _connector="OR",
                        ),
                        name="overpaid_repaid_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "written_off"), _negated=True),
                            models.Q(
                                models.Q(("write_off_reason", ""), _negated=True),
                                models.Q(("write_off_asked_by", ""), _negated=True),
                                models.Q(("settled_by", models.F("write_off_asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="overpaid_written_off_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at", None), ("settled_by", ""), ("state__in", ["open", "write_off_asked"])
                            ),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("state__in", ["repaid", "written_off"]),
                                models.Q(("settled_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="overpaid_end_has_time_and_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OverpaidPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_minor", models.BigIntegerField()),
                ("repaid_minor", models.BigIntegerField(default=0)),
                (
                    "grant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.grant"
                    ),
                ),
                (
                    "overpaid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="billing.overpaid"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor__gt", 0),
                            ("repaid_minor__gte", 0),
                            ("repaid_minor__lte", models.F("amount_minor")),
                        ),
                        name="overpaid_part_within_amount",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("key", models.CharField(max_length=80, unique=True)),
                ("payee", models.CharField(max_length=120)),
                ("wanted_payee", models.CharField(blank=True, max_length=120)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("paid_reference", models.CharField(blank=True, max_length=80)),
                ("paid_minor", models.BigIntegerField(null=True)),
                ("paid_currency", models.CharField(blank=True, max_length=3)),
                ("said", models.CharField(blank=True, max_length=500)),
                ("opened_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(default=0)),
                ("busy_until", models.DateTimeField(null=True)),
                ("next_look_at", models.DateTimeField(null=True)),
                (
                    "gateway",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.gateway"
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="billing.refund"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_look_at__isnull", False)),
                        fields=["gateway", "next_look_at"],
                        name="payout_order_due",
                    ),
                    models.Index(fields=["-opened_at", "-id"], name="payout_order_list"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["due", "sending", "unclear", "failed", "differs", "withdrawing", "withdrawn", "paid"],
                            )
                        ),
                        name="payout_order_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="payout_order_is_about_money"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["due", "sending", "unclear", "failed", "differs", "withdrawing", "paid"])
                        ),
                        fields=("refund",),
                        name="payout_order_lives_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_look_at", None),
                            ("state__in", ["due", "sending", "unclear", "withdrawing"]),
                            _connector="XOR",
                        ),
                        name="payout_order_is_looked_at_while_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayoutAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asking", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("outcome", models.CharField(default="lost", max_length=10)),
                ("answered_at", models.DateTimeField(null=True)),
                ("http_status", models.PositiveSmallIntegerField(null=True)),
                ("excerpt", models.CharField(blank=True, max_length=500)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="billing.payoutorder"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["order", "id"], name="payout_attempt_of_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asking__in", ["pay", "status"])), name="payout_attempt_asking_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                ["lost", "not_sent", "blocked", "silent", "unknown", "pending", "refused", "paid"],
                            )
                        ),
                        name="payout_attempt_outcome_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True)),
                ("method", models.CharField(max_length=20)),
                ("reference", models.CharField(max_length=80)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("paid_at", models.DateTimeField()),
                ("paid_by", models.CharField(max_length=60)),
                ("paid_by_name", models.CharField(max_length=200)),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"),
                ),
                (
                    "refund",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payout", to="billing.refund"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-paid_at", "-id"], name="payout_list"),
                    models.Index(
                        django.db.models.functions.text.Upper(
                            django.db.models.functions.text.Replace("reference", models.Value(" "), models.Value(""))
                        ),
                        name="payout_by_plain_reference",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("merchant", "method", "reference"), name="payout_reference_is_used_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reference", ""), _negated=True), name="payout_has_reference"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gte", 0)), name="payout_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method__in", ["original", "bank", "cash", "other", "gateway", "nothing", "order"])
                        ),
                        name="payout_method_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RefundLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sku", models.CharField(blank=True, max_length=60)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("is_freight", models.BooleanField(default=False)),
                ("quantity", models.IntegerField()),
                ("unit_price_minor", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                (
                    "grant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.grant"
                    ),
                ),
                (
                    "refund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="billing.refund"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0), ("quantity__gt", 0), ("unit_price_minor__gte", 0)),
                        name="refund_line_is_real",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Repayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method", models.CharField(max_length=20)),
                ("reference", models.CharField(max_length=80)),
                ("amount_minor", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=60)),
                ("recorded_by_name", models.CharField(max_length=200)),
                (
                    "overpaid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="repayments", to="billing.overpaid"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("method", "reference"), name="repayment_reference_is_used_once"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("reference", ""), _negated=True), ("amount_minor__gt", 0)),
                        name="repayment_is_real",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method__in", ["original", "bank", "cash", "other", "gateway", "nothing", "order"])
                        ),
                        name="repayment_method_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("lines", models.IntegerField()),
                ("known_lines", models.IntegerField()),
                ("imported_at", models.DateTimeField()),
                ("imported_by", models.CharField(max_length=60)),
                ("imported_by_name", models.CharField(max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["-imported_at", "-id"], name="statement_list")],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.IntegerField()),
                ("booked_on", models.DateField()),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("direction", models.CharField(max_length=3)),
                ("text", models.CharField(blank=True, max_length=300)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "payout",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="booking",
                        to="billing.payout",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="billing.statement"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["booked_on"], name="statement_line_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0)), name="statement_line_is_about_money"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["out", "in"])), name="statement_line_direction_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("kind", models.CharField(max_length=12)),
                ("found_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=60)),
                ("settled_by_name", models.CharField(blank=True, max_length=200)),
                ("settled_note", models.CharField(blank=True, max_length=500)),
                (
                    "payout",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="billing.payout",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="difference",
                        to="billing.statementline",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-found_at", "-id"], name="difference_list_by_state"),
                    models.Index(fields=["-found_at", "-id"], name="difference_list"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "settled", "cleared"])),
                        name="difference_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["amount", "unknown", "twice", "came_back", "missing"])),
                        name="difference_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("line__isnull", False), ("payout__isnull", False), _connector="OR"),
                        name="difference_is_about_something",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "missing")), fields=("payout",), name="difference_missing_told_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("settled_by", ""), ("settled_note", ""), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("settled_at__isnull", False),
                                models.Q(("settled_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="difference_end_has_time_and_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=24)),
                ("purpose", models.CharField(max_length=20)),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("method", models.CharField(blank=True, max_length=20)),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("why", models.CharField(blank=True, max_length=1000)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("decided_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
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
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-asked_at", "-id"], name="charge_list_by_state"),
                    models.Index(fields=["merchant", "state", "-asked_at", "-id"], name="charge_list_of_merchant"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["due", "paid", "waived", "void"])),
                        name="charge_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["surcharge", "goods_kept"])), name="charge_purpose_is_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="charge_is_for_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("method__in", ["original", "bank", "cash", "other"]),
                                ("state", aftercare.billing.terms.ChargeState["PAID"]),
                                models.Q(("reference", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", aftercare.billing.terms.ChargeState["PAID"]), _negated=True),
                                ("method", ""),
                                ("reference", ""),
                            ),
                            _connector="OR",
                        ),
                        name="paid_charge_has_reference",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", aftercare.billing.terms.ChargeState["WAIVED"]), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="waived_charge_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("state__in", ("paid", "waived")),
                                models.Q(("decided_by", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state__in", ("paid", "waived")), _negated=True),
                                ("decided_at", None),
                                ("decided_by", ""),
                            ),
                            _connector="OR",
                        ),
                        name="charge_decision_has_time_and_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", aftercare.billing.terms.ChargeState["DUE"])),
                        fields=("case", "purpose"),
                        name="charge_due_once_per_purpose",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("method", "reference"),
                        name="charge_reference_is_used_once",
                    ),
                ],
            },
        ),
    ]
