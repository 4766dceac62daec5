import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_turn_ends_with_outcome"),
    ]

    operations = [
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
                        condition=models.Q(("ruling", "none"), models.Q(("note", ""), _negated=True), _connector="OR"),
                        name="intervention_ruling_has_reason",
                    ),
                ],
            },
        ),
    ]
