from django.db import migrations, models


class Migration(migrations.Migration):
    """A clock that began anew may owe by the same step again; what its earlier run owes is final."""

    dependencies = [("clocks", "0004_look_at_the_news")]

    operations = [
        migrations.RemoveConstraint(model_name="owed", name="owed_once_per_step"),
        migrations.AddConstraint(
            model_name="owed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("settled_at", None), ("withdrawn_at", None)),
                fields=("clock", "step"),
                name="owed_once_a_run",
            ),
        ),
    ]
