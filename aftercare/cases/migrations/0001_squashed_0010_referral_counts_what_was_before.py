import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import aftercare.cases.terms


class Migration(migrations.Migration):
    replaces = [
        ("cases", "0001_initial"),
        ("cases", "0002_running_number"),
        ("cases", "0003_known_holder"),
        ("cases", "0004_turn_ends_with_outcome"),
        ("cases", "0005_intervention"),
        ("cases", "0006_case_attention"),
        ("cases", "0007_referrals_questions_unanswered"),
        ("cases", "0008_buyers_who_wait"),
        ("cases", "0009_follow_up"),
        ("cases", "0010_referral_counts_what_was_before"),
    ]

    initial = True

    dependencies = [
        ("customers", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE case_running_number", "DROP SEQUENCE case_running_number"),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("number", models.CharField(max_length=24, unique=True)),
                ("token", models.CharField(max_length=40, unique=True)),
                ("kind", models.CharField(max_length=30)),
                ("channel", models.CharField(max_length=20)),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=60)),
                ("opened_by_name", models.CharField(max_length=200)),
                ("contact", models.CharField(blank=True, max_length=120)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("unanswered_since", models.DateTimeField(null=True)),
                ("priority", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("handed_to", models.CharField(blank=True, db_default="", default="", max_length=40)),
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
                    models.Index(fields=["customer", "-opened_at"], name="case_of_customer"),
                    models.Index(
                        condition=models.Q(("unanswered_since__isnull", False)),
                        fields=["unanswered_since", "id"],
                        name="case_unanswered",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["returns", "settlement", "closed"])),
                        name="case_holder_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.CharField(blank=True, max_length=60)),
                ("done_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("done_at", None)), fields=["due_on", "id"], name="follow_up_due"),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)),
                        fields=["-done_at", "-id"],
                        name="follow_up_done",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("done_by", ""), ("note", "")),
                            models.Q(
                                ("done_at__isnull", False),
                                models.Q(("done_by", ""), _negated=True),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_done_has_note",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Intervention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                ("by_name", models.CharField(max_length=200)),
                ("ruling", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, max_length=1000)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="interventions", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "at", "id"], name="intervention_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ruling__in", ["none", "buyer", "merchant"])),
                        name="intervention_ruling_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ruling", aftercare.cases.terms.Ruling["NONE"]),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="intervention_ruling_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("for_buyer", models.BooleanField(default=False)),
                ("author", models.CharField(max_length=60)),
                ("author_name", models.CharField(max_length=200)),
                ("from_buyer", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "written_at"], name="note_of_case")],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=1000)),
                ("to_role", models.CharField(blank=True, max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_by_name", models.CharField(max_length=200)),
                ("answer", models.CharField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(blank=True, max_length=60)),
                ("answered_by_name", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="questions", to="cases.case"
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"),
                ),
                (
                    "to_member",
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
                        condition=models.Q(("answered_at", None)), fields=["asked_at", "id"], name="question_open"
                    ),
                    models.Index(fields=["case", "asked_at"], name="question_of_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("to_member__isnull", False), ("to_role", "")),
                            models.Q(models.Q(("to_role", ""), _negated=True), ("to_member", None)),
                            _connector="OR",
                        ),
                        name="question_is_to_role_or_member",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", "")),
                            models.Q(
                                ("answered_at__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("answered_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="question_answer_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("topic", models.CharField(max_length=20)),
                ("amount_minor", models.BigIntegerField()),
                ("limit_minor", models.BigIntegerField()),
                ("before_minor", models.BigIntegerField(db_default=0, default=0)),
                ("currency", models.CharField(max_length=3)),
                ("words", models.CharField(max_length=1000)),
                ("content", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.CharField(max_length=60)),
                ("asked_by_name", models.CharField(max_length=200)),
                ("due_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(blank=True, max_length=60)),
                ("answered_by_name", models.CharField(blank=True, max_length=200)),
                ("answer", models.CharField(blank=True, max_length=1000)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "asked")), fields=["asked_at", "id"], name="referral_open"
                    ),
                    models.Index(fields=["case", "asked_at"], name="referral_of_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "granted", "declined", "withdrawn"])),
                        name="referral_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("topic__in", ["compensation", "offer", "approval"])),
                        name="referral_topic_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_minor__gte", 0), ("before_minor__gte", 0), ("limit_minor__gte", 0)),
                        name="referral_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", ""), ("state", "asked")),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True),
                                ("answered_at__isnull", False),
                                models.Q(("answered_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="referral_answer_has_time_and_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["granted", "declined"]), _negated=True),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("answered_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="referral_is_decided_by_another_with_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")), fields=("case",), name="case_has_one_open_referral"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("room", models.CharField(max_length=30)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=30)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="turns", to="cases.case"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "began_at"], name="turn_of_case")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("case",), name="case_has_one_open_turn"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("outcome", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="turn_ends_with_outcome",
                    ),
                ],
            },
        ),
    ]
