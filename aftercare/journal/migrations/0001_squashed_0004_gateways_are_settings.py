from django.db import migrations, models

import aftercare.journal.models.entry


class Migration(migrations.Migration):
    replaces = [
        ("journal", "0001_initial"),
        ("journal", "0002_cursor_begins_before_all"),
        ("journal", "0003_entries_looked_up"),
        ("journal", "0004_gateways_are_settings"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Cursor",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("transaction", models.BigIntegerField(default=-4611686018427387904)),
                ("entry", models.BigIntegerField(default=0)),
                ("moved_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asker", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=200)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.SmallIntegerField()),
                ("body", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="answer_by_age")],
                "constraints": [models.UniqueConstraint(fields=("asker", "key"), name="answer_is_given_once")],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "transaction",
                    models.BigIntegerField(
                        db_default=aftercare.journal.models.entry.CurrentTransaction(), editable=False
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=60)),
                ("actor", models.CharField(max_length=60)),
                ("actor_name", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=60)),
                ("stream", models.CharField(blank=True, max_length=60)),
                ("position", models.IntegerField()),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("note", models.TextField(blank=True)),
                ("request", models.CharField(blank=True, max_length=64)),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["transaction", "id"], name="entry_reading_order"),
                    models.Index(fields=["subject", "id"], name="entry_of_subject"),
                    models.Index(fields=["actor", "-id"], name="entry_of_actor"),
                    models.Index(
                        condition=models.Q(
                            ("kind__startswith", "org."),
                            ("kind__startswith", "catalog."),
                            ("kind__startswith", "returns.policy."),
                            ("kind__startswith", "billing.gateway."),
                            _connector="OR",
                        ),
                        fields=["-id"],
                        name="entry_of_settings",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("stream", "position"), name="entry_stream_has_one_chain")
                ],
            },
        ),
    ]
