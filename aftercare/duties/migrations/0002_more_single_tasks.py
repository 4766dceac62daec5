"""Training, guidance on use and promotion plans can be promised to a customer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="task", name="task_kind_is_known"),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
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
        ),
    ]
