import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("duties", "0001_initial"), ("duties", "0002_more_single_tasks")]

    initial = True

    dependencies = [
        ("clocks", "0001_initial"),
        ("customers", "0001_initial"),
        ("files", "0001_initial"),
        ("org", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="DistanceStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("up_to_km", models.PositiveIntegerField(unique=True)),
                ("minutes", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True)),
                ("kind", models.CharField(max_length=30)),
                ("role", models.CharField(blank=True, max_length=40)),
                ("recipient", models.CharField(blank=True, max_length=40)),
                ("amount", models.PositiveSmallIntegerField()),
                ("every", models.CharField(max_length=10)),
                ("at_month_end", models.BooleanField(default=False)),
                ("from_done", models.BooleanField(default=False)),
                ("needs_file", models.BooleanField(default=False)),
                ("needs_solution", models.BooleanField(default=False)),
                ("first_on", models.DateField()),
                ("next_on", models.DateField(null=True)),
                ("made", models.PositiveIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "calendar",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clocks.calendar"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("is_active", True)), fields=["next_on", "id"], name="duty_next")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["report", "complaint_analysis", "use_tracking", "contact"])),
                        name="duty_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("every__in", ["months", "days"])), name="duty_rhythm_is_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="duty_comes_back"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("owner__isnull", False), ("role", "")),
                            models.Q(("owner", None), models.Q(("role", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="duty_has_one_owner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("due_at", models.DateTimeField(null=True)),
                ("kind", models.CharField(max_length=30)),
                ("title", models.CharField(max_length=160)),
                ("period_on", models.DateField(null=True)),
                ("recipient", models.CharField(blank=True, max_length=40)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("wished_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.CharField(blank=True, max_length=60)),
                ("done_by_name", models.CharField(blank=True, max_length=200)),
                ("needs_file", models.BooleanField(default=False)),
                ("needs_solution", models.BooleanField(default=False)),
                ("word", models.TextField(blank=True)),
                ("solution", models.TextField(blank=True)),
                ("table", models.JSONField(default=list)),
                ("priority", models.PositiveSmallIntegerField(default=0)),
                ("handed_to", models.CharField(blank=True, max_length=40)),
                (
                    "customer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="duties.duty"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clocks.clock"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["done", "dropped"]), _negated=True),
                        fields=["agreed_at", "id"],
                        name="task_by_day",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["done", "dropped"]), _negated=True),
                        fields=["owner", "agreed_at", "id"],
                        name="task_of_owner",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["done", "dropped"])),
                        fields=["-done_at", "-id"],
                        name="task_done",
                    ),
                    models.Index(fields=["customer", "id"], name="task_of_customer"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "report",
                                    "complaint_analysis",
                                    "use_tracking",
                                    "contact",
                                    "sample_test",
                                    "repair",
                                    "delivery",
                                    "complaint",
                                    "training",
                                    "guidance",
                                    "plan",
                                    "loaner",
                                ],
                            )
                        ),
                        name="task_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "begun", "held", "lent", "done", "dropped"])),
                        name="task_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_at", None), ("state__in", ["done", "dropped"]), _connector="OR"),
                        name="task_done_is_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wished_at", None), ("agreed_at__lte", models.F("wished_at")), _connector="OR"
                        ),
                        name="task_not_later_than_wished",
                    ),
                    models.UniqueConstraint(fields=("duty", "owner", "period_on"), name="task_once_a_period"),
                    models.UniqueConstraint(fields=("origin",), name="task_one_loaner_a_promise"),
                ],
            },
        ),
    ]
