import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("customers", "0001_initial"),
        ("customers", "0002_marks"),
        ("customers", "0003_markings"),
        ("customers", "0004_customer_by_email"),
    ]

    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=80)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("sort_key", models.CharField(blank=True, max_length=240)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("country", models.CharField(blank=True, max_length=60)),
                ("level", models.CharField(blank=True, max_length=30)),
                (
                    "marks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, db_default=[], default=list, size=None
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10)),
                (
                    "member",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merchant",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.merchant"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["phone"], name="customer_by_phone"),
                    models.Index(fields=["sort_key", "id"], name="customer_by_name"),
                    models.Index(django.db.models.functions.text.Upper("email"), name="customer_by_email"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("merchant", "account"), name="customer_account_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Marking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=20)),
                ("is_set", models.BooleanField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=60)),
                ("by_name", models.CharField(max_length=200)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="markings", to="customers.customer"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["customer", "-at", "-id"], name="marking_of_customer")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("mark__in", ["trusted", "important", "watched"])), name="marking_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="marking_has_reason"
                    ),
                ],
            },
        ),
    ]
