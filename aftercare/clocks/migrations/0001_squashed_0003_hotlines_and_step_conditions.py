import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import aftercare.clocks.terms


class Migration(migrations.Migration):
    replaces = [
        ("clocks", "0001_initial"),
        ("clocks", "0002_clock_shares"),
        ("clocks", "0003_hotlines_and_step_conditions"),
    ]

    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("region", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("body", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                ("made_by_name", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="clocks.calendar"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("calendar", "number"), name="calendar_version_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Hotline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("number", models.CharField(max_length=40)),
                ("is_toll_free", models.BooleanField(default=False)),
                ("contacts", models.TextField(blank=True)),
                ("is_shown", models.BooleanField(default=True)),
                (
                    "calendar",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clocks.calendar"
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("template", models.CharField(blank=True, max_length=40)),
                ("metric", models.CharField(max_length=30)),
                ("promised_to", models.CharField(default=aftercare.clocks.terms.PromisedTo["CUSTOMER"], max_length=20)),
                ("partner", models.CharField(blank=True, max_length=80)),
                ("transit_minutes", models.PositiveIntegerField(default=0)),
                ("kind", models.CharField(blank=True, max_length=30)),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("service_class", models.CharField(blank=True, max_length=20)),
                ("contract", models.CharField(blank=True, max_length=40)),
                ("tier", models.CharField(blank=True, max_length=40)),
                ("priority", models.CharField(blank=True, max_length=20)),
                ("branch", models.CharField(blank=True, max_length=40)),
                ("product", models.CharField(blank=True, max_length=60)),
                ("amount", models.PositiveIntegerField()),
                ("unit", models.CharField(max_length=20)),
                ("end_of_day", models.BooleanField(default=False)),
                ("begins_in", models.CharField(blank=True, max_length=30)),
                ("reopening", models.CharField(default=aftercare.clocks.terms.Reopening["RESUME"], max_length=20)),
                ("is_active", models.BooleanField(default=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policies",
                        to="clocks.calendar",
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.merchant",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("is_active", True)), fields=["metric"], name="policy_by_metric")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "metric__in",
                                [
                                    "answer",
                                    "reply",
                                    "decide",
                                    "send",
                                    "arrive",
                                    "solve",
                                    "goods_in",
                                    "handle_goods",
                                    "refund_done",
                                    "ship",
                                    "complaint_reply",
                                    "complaint_settled",
                                    "call_back",
                                    "inspection",
                                    "sample_result",
                                    "training",
                                    "guidance",
                                    "plan",
                                    "report",
                                    "test_begun",
                                    "delivery",
                                    "loaner",
                                ],
                            )
                        ),
                        name="policy_metric_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "unit__in",
                                [
                                    "minutes",
                                    "open_minutes",
                                    "working_days",
                                    "calendar_days",
                                    "months",
                                    "agreed",
                                    "shift_end",
                                    "at_once",
                                ],
                            )
                        ),
                        name="policy_unit_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("promised_to__in", ["customer", "internal", "partner"])),
                        name="policy_promised_to_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reopening__in", ["resume", "restart", "second"])),
                        name="policy_reopening_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("unit__in", ["open_minutes", "working_days", "shift_end"]), _negated=True),
                            ("calendar__isnull", False),
                            ("is_active", False),
                            _connector="OR",
                        ),
                        name="policy_in_open_time_has_calendar",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("metric", models.CharField(max_length=30)),
                ("subject", models.CharField(max_length=60)),
                ("stream", models.CharField(max_length=60)),
                ("number", models.CharField(blank=True, max_length=24)),
                ("traits", models.JSONField(default=dict)),
                ("partner", models.CharField(blank=True, max_length=80)),
                ("amount", models.PositiveIntegerField()),
                ("unit", models.CharField(max_length=20)),
                ("end_of_day", models.BooleanField(default=False)),
                ("tape", models.JSONField()),
                ("state", models.CharField(max_length=10)),
                ("owner", models.CharField(blank=True, max_length=20)),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("late_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("stopped_by", models.CharField(blank=True, max_length=60)),
                ("stopped_by_name", models.CharField(blank=True, max_length=200)),
                ("next_due_at", models.DateTimeField(null=True)),
                (
                    "done_steps",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("minutes", models.JSONField(db_default={}, default=dict)),
                ("blamed", models.CharField(blank=True, db_default="", default="", max_length=20)),
                (
                    "merchant",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clocks.calendarversion",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clocks.policy"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_due_at__isnull", False)),
                        fields=["next_due_at", "id"],
                        name="clock_sweep",
                    ),
                    models.Index(fields=["stream", "id"], name="clock_of_stream"),
                    models.Index(
                        condition=models.Q(("state__in", ["running", "paused"])),
                        fields=["policy", "id"],
                        name="clock_of_policy",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["running", "paused"])),
                        fields=["version", "id"],
                        name="clock_of_version",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["running", "paused"]), ("due_at__isnull", False)),
                        fields=["due_at", "id"],
                        name="clock_by_due",
                    ),
                    models.Index(
                        condition=models.Q(("stopped_at__isnull", False)),
                        fields=["stopped_at", "id"],
                        name="clock_stopped",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["running", "paused", "stopped", "void"])),
                        name="clock_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["running", "paused"]), ("stopped_at", None)),
                            models.Q(
                                models.Q(("state__in", ["running", "paused"]), _negated=True),
                                ("stopped_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="clock_stopped_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["running", "paused"]), ("next_due_at", None), _connector="OR"
                        ),
                        name="clock_stopped_waits_for_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True), ("due_at__isnull", False), _connector="OR"
                        ),
                        name="clock_running_is_due",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["running", "paused"])),
                        fields=("subject", "policy"),
                        name="clock_runs_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.JSONField(default=dict)),
                ("state", models.CharField(max_length=12)),
                ("scope", models.CharField(blank=True, max_length=10)),
                ("on", models.DateField(null=True)),
                ("total", models.IntegerField(default=0)),
                ("seen", models.IntegerField(default=0)),
                ("last", models.BigIntegerField(default=0)),
                ("counted", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_by_name", models.CharField(blank=True, max_length=200)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clocks.calendarversion",
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="clocks.policy"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("policy__isnull", False), ("version", None)),
                            models.Q(("policy", None), ("version__isnull", False)),
                            _connector="OR",
                        ),
                        name="change_is_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["rehearsing", "rehearsed", "waiting", "applying", "applied", "dropped"])
                        ),
                        name="change_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scope__in", ["", "all", "new", "date"])), name="change_scope_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("offset", models.IntegerField()),
                ("unit", models.CharField(default=aftercare.clocks.terms.Unit["OPEN_MINUTES"], max_length=20)),
                ("act", models.CharField(max_length=20)),
                ("audience", models.CharField(blank=True, max_length=40)),
                ("amount_minor", models.BigIntegerField(blank=True, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("per", models.CharField(default=aftercare.clocks.terms.Per["ONCE"], max_length=10)),
                ("only_ours", models.BooleanField(default=False)),
                (
                    "owners",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "states",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), db_default=[], default=list, size=None
                    ),
                ),
                ("from_priority", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("in_closed_hours", models.BooleanField(default=False)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="clocks.policy"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("act__in", ["tell", "raise_priority", "hand_over", "lend", "penalty", "service_credit"])
                        ),
                        name="step_act_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ["minutes", "open_minutes"])), name="step_unit_is_minutes"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per__in", ["once", "hour", "day"])), name="step_per_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_minor", None),
                            models.Q(("amount_minor__gt", 0), models.Q(("currency", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="step_amount_has_currency",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Owed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(max_length=20)),
                ("per", models.CharField(max_length=10)),
                ("rate_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("recorded_at", models.DateTimeField()),
                ("minutes", models.JSONField(default=dict)),
                ("amount_minor", models.BigIntegerField(default=0)),
                ("settled_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="owed", to="clocks.clock"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="clocks.policystep",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-recorded_at", "-id"], name="owed_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("act__in", ["penalty", "service_credit"])), name="owed_act_is_money"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per__in", ["once", "hour", "day"])), name="owed_per_is_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_minor__gte", 0)), name="owed_not_negative"),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)), fields=("clock", "step"), name="owed_once_per_step"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="Calendar",
            name="current",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clocks.calendarversion"
            ),
        ),
    ]
