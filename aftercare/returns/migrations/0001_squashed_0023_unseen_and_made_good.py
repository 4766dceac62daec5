import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import aftercare.cases.terms
import aftercare.journal.models.entry
import aftercare.returns.terms


class Migration(migrations.Migration):
    replaces = [
        ("returns", "0001_initial"),
        ("returns", "0002_return_booked_in"),
        ("returns", "0003_shop_reference"),
        ("returns", "0004_list_by_kind"),
        ("returns", "0005_reviewed_twice_and_paired"),
        ("returns", "0006_review_rules"),
        ("returns", "0007_clocked_returns"),
        ("returns", "0008_refund_trigger_kept"),
        ("returns", "0009_compensation_agreed"),
        ("returns", "0010_exchange"),
        ("returns", "0011_shown_of_exchanges"),
        ("returns", "0012_policy_versions_and_law"),
        ("returns", "0013_parcels_of_open_returns"),
        ("returns", "0014_watched_and_handed_in"),
        ("returns", "0015_second_parcels_and_refused_goods"),
        ("returns", "0016_refused_goods_of_before"),
        ("returns", "0017_business_late_doubled"),
        ("returns", "0018_sent_again_and_gifts"),
        ("returns", "0019_deduction"),
        ("returns", "0020_fetched_at_point"),
        ("returns", "0021_deduction_used"),
        ("returns", "0022_consents_used_before"),
        ("returns", "0023_unseen_and_made_good"),
    ]

    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("catalog", "0001_initial"),
        ("customers", "0001_initial"),
        ("files", "0001_initial"),
        ("orders", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=30, unique=True)),
                ("purpose", models.CharField(max_length=20)),
                ("hold", models.CharField(blank=True, max_length=20)),
                ("asked_at", models.DateTimeField()),
                ("deliver_on", models.DateField(null=True)),
                ("recipient", models.CharField(blank=True, max_length=120)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("picked_at", models.DateTimeField(null=True)),
                ("picked_by", models.CharField(blank=True, max_length=60)),
                ("picked_by_name", models.CharField(blank=True, max_length=200)),
                ("carrier", models.CharField(blank=True, max_length=60)),
                ("tracking_number", models.CharField(blank=True, max_length=60)),
                ("shipped_at", models.DateTimeField(null=True)),
                ("shipped_by", models.CharField(blank=True, max_length=60)),
                ("shipped_by_name", models.CharField(blank=True, max_length=200)),
                ("confirm_due_on", models.DateField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("confirmed_by", models.CharField(blank=True, max_length=60)),
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
                (
                    "order",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "asked_at", "id"], name="dispatch_queue"),
                    models.Index(fields=["merchant", "state", "asked_at", "id"], name="dispatch_queue_of_merchant"),
                    models.Index(fields=["case", "id"], name="dispatch_of_case"),
                    models.Index(
                        condition=models.Q(("shipped_at__isnull", False)),
                        fields=["-shipped_at", "-id"],
                        name="dispatch_sent",
                    ),
                    models.Index(
                        condition=models.Q(("tracking_number", ""), _negated=True),
                        fields=["tracking_number"],
                        name="dispatch_by_tracking",
                    ),
                    models.Index(
                        condition=models.Q(("state", "shipped")),
                        fields=["confirm_due_on", "id"],
                        name="dispatch_confirm_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["held", "to_pick", "picking", "shipped", "delivered", "called_off"])
                        ),
                        name="dispatch_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["exchange", "resend", "gift"])),
                        name="dispatch_purpose_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("hold__in", ["payment", "word"]),
                                ("state", aftercare.returns.terms.DispatchState["HELD"]),
                            ),
                            models.Q(
                                models.Q(("state", aftercare.returns.terms.DispatchState["HELD"]), _negated=True),
                                ("hold", ""),
                            ),
                            _connector="OR",
                        ),
                        name="dispatch_is_held_for_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("carrier", ""), ("shipped_at", None), ("shipped_by", ""), ("tracking_number", "")
                            ),
                            models.Q(
                                ("shipped_at__isnull", False),
                                ("state__in", ["shipped", "delivered"]),
                                models.Q(("carrier", ""), _negated=True),
                                models.Q(("tracking_number", ""), _negated=True),
                                models.Q(("shipped_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="dispatch_parcel_is_told_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["shipped", "delivered"]), _negated=True),
                            ("shipped_at__isnull", False),
                            _connector="OR",
                        ),
                        name="dispatch_gone_has_parcel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("state", aftercare.returns.terms.DispatchState["DELIVERED"]),
                            ),
                            models.Q(
                                models.Q(("state", aftercare.returns.terms.DispatchState["DELIVERED"]), _negated=True),
                                ("confirmed_at", None),
                                ("confirmed_by", ""),
                            ),
                            _connector="OR",
                        ),
                        name="dispatch_delivered_has_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["held", "to_pick", "picking"])),
                        fields=("case",),
                        name="case_has_one_open_dispatch",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fetch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("code", models.CharField(blank=True, max_length=12)),
                ("waits_since", models.DateTimeField(null=True)),
                ("handed_at", models.DateTimeField(null=True)),
                ("handed_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.servicepoint"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["point", "state", "id"], name="fetch_at_point")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["chosen", "waiting", "fetched", "called_off"])),
                        name="fetch_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), _negated=True),
                            models.Q(models.Q(("code", ""), _negated=True), ("waits_since__isnull", False)),
                            _connector="OR",
                        ),
                        name="waiting_fetch_has_code_and_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True), fields=("code",), name="fetch_code_is_unique"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GoodsRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sku", models.CharField(max_length=60)),
                ("goods_class", models.CharField(max_length=30)),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.merchant"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("merchant", "sku"), name="goods_rule_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "goods_class__in",
                                [
                                    "custom_made",
                                    "perishable",
                                    "opened_media",
                                    "periodical",
                                    "health_once_opened",
                                    "loses_value_in_use",
                                    "near_expiry",
                                ],
                            )
                        ),
                        name="goods_class_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.CharField(max_length=60)),
                ("saved_by_name", models.CharField(max_length=200)),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.merchant"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("merchant", "version"), name="policy_version_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("due_at", models.DateTimeField(null=True)),
                ("kind", models.CharField(max_length=30)),
                (
                    "shown",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                instead="", kind="exchange", state="inspected", then=models.Value("exchange_due")
                            ),
                            models.When(state__in=["submitted", "review_again"], then=models.Value("pending_review")),
                            models.When(state__in=["approved"], then=models.Value("approved")),
                            models.When(state__in=["rejected", "refused"], then=models.Value("rejected")),
                            models.When(
                                state__in=["pickup_booked", "in_transit", "received", "goods_owed"],
                                then=models.Value("awaiting_goods"),
                            ),
                            models.When(state__in=["picking", "shipped"], then=models.Value("exchange_due")),
                            models.When(state__in=["inspected", "refunding"], then=models.Value("refund_due")),
                            models.When(state__in=["completed"], then=models.Value("completed")),
                            models.When(state__in=["cancelled", "lapsed"], then=models.Value("closed")),
                            default=models.Value("closed"),
                            output_field=models.CharField(max_length=20),
                        ),
                        output_field=models.CharField(max_length=20),
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True)),
                ("order_number", models.CharField(max_length=60)),
                ("shop_reference", models.CharField(blank=True, max_length=80)),
                ("ordered_at", models.DateTimeField()),
                ("remark", models.CharField(blank=True, max_length=1000)),
                ("goods", models.CharField(blank=True, max_length=200)),
                ("not_received", models.BooleanField(default=False)),
                ("applied_at", models.DateTimeField()),
                ("applied_by", models.CharField(max_length=60)),
                ("window_rule", models.CharField(max_length=30)),
                ("window_ends_on", models.DateField(null=True)),
                ("window_override", models.CharField(blank=True, max_length=300)),
                ("review_rule", models.CharField(blank=True, db_default="", default="", max_length=30)),
                ("similar_words", models.CharField(blank=True, db_default="", default="", max_length=300)),
                ("is_business", models.BooleanField(db_default=False, default=False)),
                ("shipped_late", models.BooleanField(db_default=False, default=False)),
                ("is_resent", models.BooleanField(db_default=False, default=False)),
                ("currency", models.CharField(max_length=3)),
                ("asked_minor", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("freight_minor", models.BigIntegerField(default=0)),
                ("price_minor", models.BigIntegerField(db_default=0, default=0)),
                ("is_advance", models.BooleanField(db_default=False, default=False)),
                ("is_doa", models.BooleanField(db_default=False, default=False)),
                ("deliver_on", models.DateField(null=True)),
                ("instead", models.CharField(blank=True, db_default="", default="", max_length=20)),
                ("refund_trigger", models.CharField(blank=True, db_default="", default="", max_length=20)),
                ("refund_trigger_rule", models.CharField(blank=True, db_default="", default="", max_length=40)),
                ("freight_payer", models.CharField(blank=True, db_default="", default="", max_length=10)),
                ("decided", models.JSONField(blank=True, db_default={}, default=dict)),
                ("refund_ahead_at", models.DateTimeField(null=True)),
                ("paid_ahead_at", models.DateTimeField(null=True)),
                ("paid_by", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("gives_back_coupon", models.BooleanField(default=False)),
                ("gives_back_coins", models.BooleanField(default=False)),
                ("consent", models.CharField(blank=True, max_length=300)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.CharField(blank=True, max_length=60)),
                ("reviewed_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "reviewed_before",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, db_default=[], default=list, size=None
                    ),
                ),
                ("reject_reason", models.CharField(blank=True, max_length=1000)),
                ("send_back_reason", models.CharField(blank=True, max_length=1000)),
                ("return_contact", models.CharField(blank=True, max_length=80)),
                ("return_phone", models.CharField(blank=True, max_length=40)),
                ("return_text", models.CharField(blank=True, max_length=400)),
                ("goods_due_on", models.DateField(null=True)),
                ("method", models.CharField(blank=True, max_length=20)),
                ("pickup_on", models.DateField(null=True)),
                ("carrier", models.CharField(blank=True, max_length=60)),
                ("tracking_number", models.CharField(blank=True, max_length=60)),
                ("shipped_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("unseen_at", models.DateTimeField(null=True)),
                ("lost_by", models.CharField(blank=True, db_default="", default="", max_length=10)),
                ("lost_by_name", models.CharField(blank=True, db_default="", default="", max_length=120)),
                ("received_at", models.DateTimeField(null=True)),
                ("received_by", models.CharField(blank=True, max_length=60)),
                ("received_by_name", models.CharField(blank=True, max_length=200)),
                ("uncounted_at", models.DateTimeField(null=True)),
                ("inspected_at", models.DateTimeField(null=True)),
                ("inspected_by", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("refund_approved_by", models.CharField(blank=True, max_length=60)),
                ("completed_at", models.DateTimeField(null=True)),
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
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="returns.return",
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"),
                ),
                (
                    "order",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.order"),
                ),
                (
                    "reason",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.reason"
                    ),
                ),
                (
                    "return_address",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.returnaddress"
                    ),
                ),
                (
                    "similar_to",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="returns.return"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-applied_at", "-id"], name="return_list"),
                    models.Index(fields=["shown", "-applied_at", "-id"], name="return_list_by_shown"),
                    models.Index(fields=["kind", "-applied_at", "-id"], name="return_list_by_kind"),
                    models.Index(fields=["merchant", "-applied_at", "-id"], name="return_list_of_merchant"),
                    models.Index(fields=["merchant", "shown", "-applied_at", "-id"], name="return_list_merchant_shown"),
                    models.Index(fields=["customer", "-applied_at", "-id"], name="return_list_of_customer"),
                    models.Index(fields=["-ordered_at", "-id"], name="return_list_by_order_time"),
                    models.Index(fields=["order_number"], name="return_by_order_number"),
                    models.Index(
                        condition=models.Q(("tracking_number", ""), _negated=True),
                        fields=["tracking_number"],
                        name="return_by_tracking",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["approved", "pickup_booked"])),
                        fields=["goods_due_on", "id"],
                        name="return_goods_due",
                    ),
                    models.Index(fields=["state", "state_since", "id"], name="return_queue"),
                    models.Index(
                        condition=models.Q(("similar_to__isnull", False)),
                        fields=["-applied_at", "-id"],
                        name="return_opened_twice",
                    ),
                    models.Index(
                        condition=models.Q(("is_business", True)),
                        fields=["-applied_at", "-id"],
                        name="return_of_business",
                    ),
                    models.Index(
                        condition=models.Q(("shipped_late", True)),
                        fields=["-applied_at", "-id"],
                        name="return_shipped_late",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at", "id"],
                        name="return_list_by_due",
                    ),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["merchant", "due_at", "id"],
                        name="return_list_merchant_due",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("goods_due_on__isnull", False), ("reminded_at", None), ("state", "approved")
                        ),
                        fields=["merchant", "goods_due_on", "id"],
                        name="return_to_remind",
                    ),
                    models.Index(
                        condition=models.Q(("reminded_at__isnull", False), ("state", "approved")),
                        fields=["reminded_at", "id"],
                        name="return_reminded",
                    ),
                    models.Index(
                        condition=models.Q(("state", "in_transit"), ("unseen_at", None)),
                        fields=["merchant", "shipped_at", "id"],
                        name="return_to_ask_for",
                    ),
                    models.Index(
                        condition=models.Q(("state", "in_transit"), ("unseen_at__isnull", False)),
                        fields=["unseen_at", "id"],
                        name="return_unseen",
                    ),
                    models.Index(
                        condition=models.Q(("state", "received"), ("uncounted_at", None)),
                        fields=["merchant", "received_at", "id"],
                        name="return_to_count",
                    ),
                    models.Index(
                        condition=models.Q(("state", "received"), ("uncounted_at__isnull", False)),
                        fields=["uncounted_at", "id"],
                        name="return_uncounted",
                    ),
                    models.Index(
                        condition=models.Q(("inspected_at__isnull", False)),
                        fields=["-inspected_at", "-id"],
                        name="return_booked_in",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "submitted",
                                    "review_again",
                                    "approved",
                                    "pickup_booked",
                                    "in_transit",
                                    "received",
                                    "inspected",
                                    "goods_owed",
                                    "picking",
                                    "shipped",
                                    "refunding",
                                    "completed",
                                    "rejected",
                                    "refused",
                                    "cancelled",
                                    "lapsed",
                                ],
                            )
                        ),
                        name="return_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0), ("amount_minor__lte", models.F("asked_minor"))),
                        name="return_amount_within_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", aftercare.returns.terms.State["REJECTED"]), _negated=True),
                            models.Q(("reject_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="rejected_return_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor", models.F("asked_minor")),
                            models.Q(("consent", ""), _negated=True),
                            models.Q(("inspected_at", None), _negated=True),
                            _connector="OR",
                        ),
                        name="lowered_return_has_consent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("freight_minor__gte", 0)), name="return_freight_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("price_minor__gte", 0)), name="return_price_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", aftercare.cases.terms.Kind["EXCHANGE"]),
                            models.Q(("instead", ""), ("is_advance", False), ("price_minor", 0)),
                            _connector="OR",
                        ),
                        name="only_exchanges_have_a_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refund_trigger", ""),
                            ("refund_trigger__in", ["approval", "pickup_scan", "receipt", "inspection"]),
                            _connector="OR",
                        ),
                        name="return_refund_trigger_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("method", ""),
                            ("method__in", ["own", "pickup", "refused_delivery", "hand_in"]),
                            _connector="OR",
                        ),
                        name="return_method_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at", None), ("reviewed_by", "")),
                            models.Q(("reviewed_at__isnull", False), models.Q(("reviewed_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="return_review_has_time_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("received_at", None), ("received_by", "")),
                            models.Q(("received_at__isnull", False), models.Q(("received_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="return_receipt_has_time_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("shipped_at", None), ("tracking_number", "")),
                            models.Q(
                                ("shipped_at__isnull", False),
                                models.Q(("tracking_number", ""), _negated=True),
                                models.Q(("carrier", ""), _negated=True),
                                models.Q(("method", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="return_parcel_is_told_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("completed_at__isnull", False), ("state", aftercare.returns.terms.State["COMPLETED"])
                            ),
                            models.Q(
                                models.Q(("state", aftercare.returns.terms.State["COMPLETED"]), _negated=True),
                                ("completed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="return_completed_has_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("shop_reference", ""), _negated=True),
                        fields=("merchant", "shop_reference"),
                        name="return_of_shop_reference_is_unique",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_dock", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField()),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "returning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="returns.return"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["returning", "added_at"], name="evidence_of_return")],
            },
        ),
        migrations.CreateModel(
            name="Deduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("words", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_by_name", models.CharField(max_length=200)),
                ("answer", models.CharField(blank=True, max_length=10)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(blank=True, max_length=60)),
                ("used_minor", models.BigIntegerField(db_default=0, default=0)),
                (
                    "returning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="returns.return"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["returning", "asked_at"], name="deduction_of_return")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gt", 0), models.Q(("words", ""), _negated=True)),
                        name="deduction_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", "")),
                            models.Q(
                                ("answer__in", ["agreed", "refused"]),
                                ("answered_at__isnull", False),
                                models.Q(("answered_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="deduction_answer_has_time_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_minor", 0),
                            models.Q(
                                ("answer", "agreed"),
                                ("used_minor__gt", 0),
                                ("used_minor__lte", models.F("amount_minor")),
                            ),
                            _connector="OR",
                        ),
                        name="deduction_is_used_as_agreed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answer", "")), fields=("returning",), name="return_has_one_open_deduction"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CompensationOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("lines", models.JSONField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("words", models.CharField(max_length=1000)),
                ("offered_at", models.DateTimeField()),
                ("offered_by", models.CharField(max_length=60)),
                ("offered_by_name", models.CharField(max_length=200)),
                (
                    "reason",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.reason"
                    ),
                ),
                (
                    "returning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="returns.return"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["returning", "offered_at"], name="offer_of_return")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["offered", "accepted", "declined", "withdrawn"])),
                        name="offer_state_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gt", 0)), name="offer_is_something"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "offered")),
                        fields=("returning",),
                        name="return_has_one_open_offer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agent", models.CharField(max_length=60)),
                ("agent_name", models.CharField(max_length=200)),
                ("agreed_at", models.DateTimeField()),
                ("way", models.CharField(max_length=20)),
                ("buyer_words", models.CharField(blank=True, max_length=500)),
                (
                    "instead_of",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="returns.return"
                    ),
                ),
                (
                    "returning",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="returns.return"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ["phone", "chat", "email", "in_person", "page"])),
                        name="agreement_way_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("way", "page"), models.Q(("buyer_words", ""), _negated=True), _connector="OR"
                        ),
                        name="agreement_tells_how_the_buyer_agreed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sku", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("unit_price_minor", models.BigIntegerField()),
                ("quantity", models.IntegerField()),
                ("asked_minor", models.BigIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("counted", models.IntegerField(null=True)),
                ("accepted", models.IntegerField(null=True)),
                ("damaged", models.IntegerField(null=True)),
                ("grade", models.CharField(blank=True, max_length=20)),
                ("refused_sent_at", models.DateTimeField(null=True)),
                ("new_sku", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("new_name", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("new_price_minor", models.BigIntegerField(null=True)),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.orderline"
                    ),
                ),
                (
                    "returning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="returns.return"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("counted__gt", models.F("accepted")), ("refused_sent_at", None)),
                        fields=["returning"],
                        name="return_line_to_send_back",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("new_price_minor", None), ("new_price_minor__gte", 0), _connector="OR"),
                        name="new_price_not_negative",
                    ),
                    models.UniqueConstraint(fields=("returning", "order_line"), name="return_line_is_unique"),
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="return_line_has_pieces"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0), ("amount_minor__lte", models.F("asked_minor"))),
                        name="return_line_within_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted", None), ("counted", None), ("damaged", None), ("grade", "")),
                            models.Q(
                                ("accepted__gte", models.F("damaged")),
                                ("accepted__isnull", False),
                                ("accepted__lte", models.F("quantity")),
                                ("counted__gte", models.F("accepted")),
                                ("counted__isnull", False),
                                ("damaged__gte", 0),
                                ("damaged__isnull", False),
                                ("grade__in", ["as_new", "opened", "damaged", "wrong", "missing"]),
                            ),
                            _connector="OR",
                        ),
                        name="return_line_counts_make_sense",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DispatchLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sku", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("quantity", models.IntegerField()),
                ("price_minor", models.BigIntegerField(default=0)),
                ("is_gift", models.BooleanField(db_default=False, default=False)),
                (
                    "dispatch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="returns.dispatch"
                    ),
                ),
                (
                    "return_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="returns.returnline",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("price_minor__gte", 0), ("quantity__gt", 0)), name="dispatch_line_is_real"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_gift", False), models.Q(("price_minor", 0), ("return_line", None)), _connector="OR"
                        ),
                        name="dispatch_gift_costs_nothing",
                    ),
                    models.UniqueConstraint(
                        fields=("dispatch", "return_line"), name="dispatch_line_of_return_line_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("window_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("goods_due_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "refund_trigger",
                    models.CharField(default=aftercare.returns.terms.RefundTrigger["INSPECTION"], max_length=20),
                ),
                ("trust_rules", models.JSONField(blank=True, db_default=[], default=list)),
                ("version", models.PositiveIntegerField(db_default=0, default=0)),
                ("law", models.CharField(blank=True, db_default="", default="", max_length=30)),
                ("shop_laws", models.JSONField(blank=True, db_default={}, default=dict)),
                (
                    "coupon_back",
                    models.CharField(
                        db_default="review", default=aftercare.returns.terms.Choice["REVIEW"], max_length=10
                    ),
                ),
                (
                    "coins_back",
                    models.CharField(
                        db_default="review", default=aftercare.returns.terms.Choice["REVIEW"], max_length=10
                    ),
                ),
                (
                    "freight_back",
                    models.CharField(
                        db_default="review", default=aftercare.returns.terms.Choice["REVIEW"], max_length=10
                    ),
                ),
                (
                    "freight_of_faults",
                    models.CharField(db_default="shop", default=aftercare.returns.terms.Payer["SHOP"], max_length=10),
                ),
                (
                    "freight_of_minds",
                    models.CharField(db_default="buyer", default=aftercare.returns.terms.Payer["BUYER"], max_length=10),
                ),
                ("separate_people", models.BooleanField(default=True)),
                ("approves_refund_only", models.BooleanField(db_default=True, default=True)),
                ("finance_sees_refund_only", models.BooleanField(db_default=False, default=False)),
                ("confirm_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("follow_up_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("advance_for_trusted", models.BooleanField(db_default=False, default=False)),
                ("agent_releases", models.BooleanField(db_default=False, default=False)),
                (
                    "merchant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.merchant"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refund_trigger__in", ["approval", "pickup_scan", "receipt", "inspection"])
                        ),
                        name="refund_trigger_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("coins_back__in", ["review", "never", "always"]),
                            ("coupon_back__in", ["review", "never", "always"]),
                            ("freight_back__in", ["review", "never", "always"]),
                            ("freight_of_faults__in", ["shop", "buyer", "open"]),
                            ("freight_of_minds__in", ["shop", "buyer", "open"]),
                        ),
                        name="policy_choices_are_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("condition", models.CharField(max_length=20)),
                ("limit", models.BigIntegerField(default=0)),
                ("days", models.PositiveSmallIntegerField(default=0)),
                ("word", models.CharField(blank=True, max_length=40)),
                ("currency", models.CharField(blank=True, max_length=3)),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.merchant"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("condition__in", ["amount", "mark", "reason", "often"])),
                        name="review_rule_condition_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("condition__in", ["mark", "reason"]), _negated=True),
                            models.Q(("word", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="review_rule_has_its_word",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("limit__gte", 0)), name="review_rule_limit_not_negative"
                    ),
                    models.UniqueConstraint(
                        fields=("merchant", "condition", "word", "currency"), name="review_rule_is_unique"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "transaction",
                    models.BigIntegerField(
                        db_default=aftercare.journal.models.entry.CurrentTransaction(), editable=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("case_number", models.CharField(max_length=24)),
                ("sku", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("quantity", models.IntegerField()),
                ("is_scrap", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("operator", models.CharField(max_length=60)),
                ("operator_name", models.CharField(max_length=200)),
                (
                    "dispatch_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="returns.dispatchline",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="returns.returnline",
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"),
                ),
                (
                    "returning",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="returns.return"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["transaction", "id"], name="stock_record_feed"),
                    models.Index(fields=["-at", "-id"], name="stock_record_list"),
                    models.Index(fields=["kind", "-at", "-id"], name="stock_record_by_kind"),
                    models.Index(fields=["sku", "-at", "-id"], name="stock_record_by_sku"),
                    models.Index(fields=["operator", "-at", "-id"], name="stock_record_by_operator"),
                    models.Index(fields=["case_number"], name="stock_record_by_case"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("quantity__gt", 0)), name="stock_record_has_pieces"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "return_in",
                                    "exchange_in",
                                    "return_out",
                                    "refused_out",
                                    "after_sales_out",
                                    "gift_out",
                                ],
                            )
                        ),
                        name="stock_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dispatch_line__isnull", False), ("is_scrap", False), ("line", None)),
                            models.Q(("dispatch_line", None), ("line__isnull", False)),
                            _connector="OR",
                        ),
                        name="stock_record_has_one_source",
                    ),
                    models.UniqueConstraint(fields=("dispatch_line", "kind"), name="stock_record_once_per_dispatch"),
                    models.UniqueConstraint(fields=("line", "kind", "is_scrap"), name="stock_record_once_per_line"),
                ],
            },
        ),
    ]
