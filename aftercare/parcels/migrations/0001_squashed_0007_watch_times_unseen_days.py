import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("parcels", "0001_initial"),
        ("parcels", "0002_running_number"),
        ("parcels", "0003_pays_first_freight"),
        ("parcels", "0004_scan_of_merchant"),
        ("parcels", "0005_given_back"),
        ("parcels", "0006_labels"),
        ("parcels", "0007_watch_times_unseen_days"),
    ]

    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("customers", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE parcels_running_number", "DROP SEQUENCE parcels_running_number"),
        migrations.CreateModel(
            name="Carrier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=60, unique=True)),
                ("kind", models.CharField(default="manual", max_length=10)),
                ("sealed_secret", models.TextField(blank=True)),
                ("is_enabled", models.BooleanField(default=True)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("track_url", models.CharField(blank=True, max_length=300)),
                ("fetches", models.BooleanField(default=False)),
                (
                    "fetch_weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "fetch_spans",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=11), blank=True, default=list, size=None
                    ),
                ),
                ("fetch_from_days", models.PositiveSmallIntegerField(default=1)),
                ("fetch_until_days", models.PositiveSmallIntegerField(default=14)),
                ("is_contracted", models.BooleanField(default=False)),
                ("freight_minor", models.BigIntegerField(blank=True, null=True)),
                ("freight_currency", models.CharField(blank=True, max_length=3)),
                ("label_next", models.CharField(blank=True, db_default="", default="", max_length=40)),
                ("label_last", models.CharField(blank=True, db_default="", default="", max_length=40)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["manual", "csv", "http"])), name="carrier_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "http"), _negated=True),
                            models.Q(("sealed_secret", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="carrier_that_posts_has_secret",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fetch_from_days__lte", models.F("fetch_until_days"))),
                        name="carrier_fetch_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("freight_currency", ""), ("freight_minor", None)),
                            models.Q(("freight_minor__gte", 0), models.Q(("freight_currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="carrier_freight_has_currency",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Find",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=24, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("carrier_name", models.CharField(blank=True, max_length=60)),
                ("tracking_number", models.CharField(blank=True, max_length=60)),
                ("label_text", models.CharField(blank=True, max_length=300)),
                ("contents", models.CharField(blank=True, max_length=500)),
                ("shelf", models.CharField(blank=True, max_length=60)),
                ("found_at", models.DateTimeField()),
                ("found_by", models.CharField(max_length=60)),
                ("found_by_name", models.CharField(max_length=200)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=60)),
                ("decided_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-found_at", "-id"], name="find_list"),
                    models.Index(
                        condition=models.Q(("tracking_number", ""), _negated=True),
                        fields=["tracking_number"],
                        name="find_by_number",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "taken_in", "sent_back", "kept", "handed_out"])),
                        name="find_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["late", "unknown"])), name="find_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "late"), _negated=True), ("case__isnull", False), _connector="OR"
                        ),
                        name="late_goods_have_their_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "taken_in"), _negated=True), ("case__isnull", False), _connector="OR"
                        ),
                        name="goods_taken_in_have_a_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "waiting"),
                            models.Q(("decided_at__isnull", False), models.Q(("decided_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="find_decision_has_time_and_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "kept"])),
                        fields=("case",),
                        name="case_has_one_open_find",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FirstFreight",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
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
                "constraints": [models.UniqueConstraint(fields=("merchant", "customer"), name="first_freight_once")],
            },
        ),
        migrations.CreateModel(
            name="HandIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=24, unique=True)),
                ("pieces", models.PositiveIntegerField()),
                ("condition", models.CharField(blank=True, max_length=300)),
                ("taken_at", models.DateTimeField()),
                ("taken_by", models.CharField(max_length=60)),
                ("taken_by_name", models.CharField(max_length=200)),
                ("sent_on_at", models.DateTimeField(null=True)),
                ("back_at", models.DateTimeField(null=True)),
                ("back_by_name", models.CharField(blank=True, max_length=200)),
                ("back_reason", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.servicepoint"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["point", "state", "-taken_at", "-id"], name="hand_in_at_point")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["taken_over", "sent_on", "given_back"])),
                        name="hand_in_state_is_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("pieces__gt", 0)), name="hand_in_has_pieces"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "given_back"), _negated=True),
                            models.Q(("back_at__isnull", False), models.Q(("back_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="hand_in_given_back_has_time_and_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "given_back"), _negated=True),
                        fields=("case",),
                        name="case_has_one_hand_in",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tracking_number", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                (
                    "carrier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parcels.carrier"
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tracking_number"], name="label_by_number")],
                "constraints": [
                    models.UniqueConstraint(fields=("carrier", "tracking_number"), name="label_number_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Parcel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direction", models.CharField(max_length=4)),
                ("carrier_name", models.CharField(max_length=60)),
                ("tracking_number", models.CharField(max_length=60)),
                ("told_at", models.DateTimeField()),
                ("told_by", models.CharField(max_length=60)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("status_at", models.DateTimeField(null=True)),
                ("held_at", models.DateTimeField(null=True)),
                ("news_at", models.DateTimeField()),
                ("quiet_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("is_over", models.BooleanField(default=False)),
                ("freight_by_us", models.BooleanField(default=False)),
                ("cost_minor", models.BigIntegerField(null=True)),
                ("cost_currency", models.CharField(blank=True, max_length=3)),
                (
                    "carrier",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parcels.carrier"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tracking_number"], name="parcel_by_number"),
                    models.Index(
                        condition=models.Q(("is_over", False), ("quiet_at", None)),
                        fields=["merchant", "news_at", "id"],
                        name="parcel_waits_for_news",
                    ),
                    models.Index(
                        condition=models.Q(("is_over", False), ("quiet_at__isnull", False)),
                        fields=["quiet_at", "id"],
                        name="parcel_quiet",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["back", "out"])), name="parcel_direction_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", ""), ("status_at", None)),
                            models.Q(
                                (
                                    "status__in",
                                    ["picked_up", "in_transit", "out_for_delivery", "delivered", "exception"],
                                ),
                                ("status_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="parcel_status_is_known_with_time",
                    ),
                    models.UniqueConstraint(
                        fields=("case", "direction", "tracking_number"), name="parcel_once_per_case"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cost_currency", ""), ("cost_minor", None)),
                            models.Q(("cost_minor__gte", 0), models.Q(("cost_currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="parcel_cost_has_currency",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pickup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=24, unique=True)),
                ("day", models.DateField()),
                ("span", models.CharField(blank=True, max_length=11)),
                ("booked_at", models.DateTimeField()),
                ("booked_by", models.CharField(max_length=60)),
                ("remark", models.CharField(blank=True, max_length=300)),
                (
                    "carrier",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parcels.carrier"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "booked")), fields=["day", "id"], name="pickup_by_day"),
                    models.Index(fields=["case", "-booked_at"], name="pickup_of_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["booked", "done", "called_off", "missed"])),
                        name="pickup_state_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "booked")), fields=("case",), name="case_has_one_live_pickup"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.CharField(max_length=80)),
                ("tracking_number", models.CharField(max_length=60)),
                ("status", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("received_at", models.DateTimeField()),
                ("written_by", models.CharField(blank=True, max_length=200)),
                ("is_known", models.BooleanField(default=False)),
                ("is_set_aside", models.BooleanField(default=False)),
                (
                    "carrier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parcels.carrier"
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tracking_number", "at"], name="scan_of_number"),
                    models.Index(
                        condition=models.Q(("is_known", False), ("is_set_aside", False)),
                        fields=["-received_at", "-id"],
                        name="scan_unknown",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("carrier", "event_id"), name="scan_once_per_event"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["picked_up", "in_transit", "out_for_delivery", "delivered", "exception"])
                        ),
                        name="scan_status_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScanFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("kept", models.IntegerField()),
                ("known_before", models.IntegerField()),
                ("rejects", models.JSONField(default=list)),
                ("imported_at", models.DateTimeField()),
                ("imported_by", models.CharField(max_length=60)),
                ("imported_by_name", models.CharField(max_length=200)),
                (
                    "carrier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parcels.carrier"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-imported_at", "-id"], name="scan_file_list")],
                "constraints": [models.UniqueConstraint(fields=("carrier", "sha256"), name="scan_file_once")],
            },
        ),
        migrations.CreateModel(
            name="WatchTimes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("remind_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("quiet_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("uncounted_hours", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("unseen_days", models.PositiveSmallIntegerField(db_default=14, default=14)),
                ("pays_first_freight", models.BooleanField(db_default=False, default=False)),
                (
                    "merchant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.merchant"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CarrierUse",
            fields=[
                (
                    "carrier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="parcels.carrier",
                    ),
                ),
                ("minute", models.DateTimeField()),
                ("uses", models.IntegerField()),
            ],
        ),
    ]
