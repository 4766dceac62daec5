import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("notifications", "0001_initial"), ("notifications", "0002_mail_names_order")]

    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("customers", "0001_initial"),
        ("files", "0001_initial"),
        ("orders", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["-made_at", "-id"], name="block_list")],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("address"), name="address_is_blocked_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(max_length=40)),
                ("role", models.CharField(max_length=40)),
                ("channel", models.CharField(max_length=20)),
                ("is_on", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("event", "role", "channel"), name="choice_is_made_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Endpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("url", models.CharField(max_length=500)),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("sealed_secret", models.TextField()),
                ("sealed_old_secret", models.TextField(blank=True)),
                ("old_until", models.DateTimeField(null=True)),
                ("timeout_seconds", models.PositiveSmallIntegerField(default=10)),
                ("is_enabled", models.BooleanField(default=True)),
                ("off_because", models.CharField(blank=True, max_length=300)),
                ("misses", models.PositiveIntegerField(default=0)),
                ("missing_since", models.DateTimeField(null=True)),
                ("rests_until", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                (
                    "merchant",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["name", "id"], name="endpoint_by_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("timeout_seconds__gte", 1), ("timeout_seconds__lte", 30)),
                        name="endpoint_timeout_is_sensible",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("entry", models.BigIntegerField()),
                ("webhook_id", models.CharField(max_length=60)),
                ("event", models.CharField(max_length=60)),
                ("payload", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("busy_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("http_status", models.PositiveSmallIntegerField(null=True)),
                ("said", models.CharField(blank=True, max_length=500)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="notifications.endpoint",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["endpoint", "due_at", "id"],
                        name="delivery_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["endpoint", "case", "entry"],
                        name="delivery_in_order",
                    ),
                    models.Index(fields=["endpoint", "-made_at", "-id"], name="delivery_list"),
                    models.Index(fields=["endpoint", "state", "-made_at", "-id"], name="delivery_list_by_state"),
                    models.Index(fields=["made_at"], name="delivery_by_age"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("endpoint", "entry"), name="endpoint_is_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "delivered", "failed", "held"])),
                        name="delivery_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("http_status", models.PositiveSmallIntegerField(null=True)),
                ("sentence", models.CharField(blank=True, max_length=500)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="notifications.delivery",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InboundMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=300, unique=True)),
                ("sender", models.CharField(max_length=200)),
                ("sender_name", models.CharField(blank=True, max_length=200)),
                ("recipient", models.CharField(blank=True, max_length=200)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                ("state", models.CharField(max_length=20)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("is_proven", models.BooleanField(default=False)),
                ("came_at", models.DateTimeField()),
                ("handled_by", models.CharField(blank=True, max_length=60)),
                ("handled_by_name", models.CharField(blank=True, max_length=200)),
                ("handled_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="orders.order"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "-came_at", "-id"], name="mail_list_by_state"),
                    models.Index(fields=["-came_at", "-id"], name="mail_list"),
                    models.Index(fields=["case", "id"], name="mail_of_case"),
                    models.Index(fields=["sender", "came_at"], name="mail_of_sender"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["filed", "waiting", "automatic", "bounce", "set_aside"])),
                        name="mail_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "filed"), _negated=True), ("case__isnull", False), _connector="OR"
                        ),
                        name="filed_mail_has_case",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InboundFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("refusal", models.CharField(blank=True, max_length=300)),
                (
                    "stored",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="notifications.inboundmail",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=30)),
                ("state_since", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("event", models.CharField(max_length=40)),
                ("channel", models.CharField(max_length=20)),
                ("role", models.CharField(max_length=40)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("to_name", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(max_length=10)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("busy_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("why", models.CharField(blank=True, max_length=20)),
                ("said", models.CharField(blank=True, max_length=500)),
                ("reference", models.CharField(blank=True, max_length=200)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
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
                    "digest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="notifications.message",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.merchant"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["channel", "due_at", "id"], name="message_due"
                    ),
                    models.Index(fields=["-made_at", "-id"], name="message_list"),
                    models.Index(fields=["state", "-made_at", "-id"], name="message_list_by_state"),
                    models.Index(fields=["event", "-made_at", "-id"], name="message_list_by_event"),
                    models.Index(fields=["merchant", "-made_at", "-id"], name="message_list_of_merchant"),
                    models.Index(fields=["case", "id"], name="message_of_case"),
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["member", "due_at"], name="message_of_digest"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "sent", "held", "dropped", "bundled", "failed", "bounced"])
                        ),
                        name="message_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", False), _connector="OR"
                        ),
                        name="sent_message_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dropped"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="dropped_message_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(max_length=20)),
                ("sentence", models.CharField(blank=True, max_length=500)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attempts", to="notifications.message"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True)),
                ("event", models.CharField(max_length=40)),
                ("text", models.CharField(max_length=300)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["member", "-at", "-id"], name="notice_list"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["member", "id"], name="notice_unread"),
                    models.Index(fields=["at"], name="notice_by_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outlet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, unique=True)),
                ("is_enabled", models.BooleanField(default=True)),
                ("host", models.CharField(blank=True, max_length=200)),
                ("port", models.PositiveIntegerField(default=587)),
                ("security", models.CharField(blank=True, max_length=10)),
                ("username", models.CharField(blank=True, max_length=200)),
                ("url", models.CharField(blank=True, max_length=500)),
                ("sealed_secret", models.TextField(blank=True)),
                ("sender", models.CharField(blank=True, max_length=200)),
                ("sender_name", models.CharField(blank=True, max_length=100)),
                ("timeout_seconds", models.PositiveSmallIntegerField(default=20)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("timeout_seconds__gte", 1), ("timeout_seconds__lte", 120)),
                        name="outlet_timeout_is_sensible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("host", ""), _negated=True), models.Q(("url", ""), _negated=True), _connector="OR"
                        ),
                        name="outlet_leads_somewhere",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nothing_leaves", models.BooleanField(null=True)),
                ("quiet_begins", models.TimeField(default=datetime.time(21, 0))),
                ("quiet_ends", models.TimeField(default=datetime.time(8, 0))),
                ("digest_at", models.TimeField(default=datetime.time(8, 0))),
                ("reminder_days", models.PositiveSmallIntegerField(default=2, null=True)),
                ("rate_days", models.PositiveSmallIntegerField(default=2, null=True)),
                ("kept_days", models.PositiveSmallIntegerField(default=400)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.Value(1), name="message_policy_is_one"),
                    models.CheckConstraint(
                        condition=models.Q(("kept_days__gte", 30)), name="messages_are_kept_a_month"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "off",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                    ),
                ),
                ("zone", models.CharField(blank=True, max_length=60)),
                ("digest", models.BooleanField(default=False)),
                (
                    "customer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                (
                    "member",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("customer__isnull", False), ("member", None)),
                            models.Q(("customer", None), ("member__isnull", False)),
                            _connector="OR",
                        ),
                        name="preference_is_of_one_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.CharField(max_length=40)),
                ("language", models.CharField(max_length=10)),
                ("subject", models.CharField(max_length=300)),
                ("body", models.TextField()),
                ("short", models.CharField(max_length=500)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=60)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("event", "language"), name="template_is_one_per_language")
                ],
            },
        ),
    ]
