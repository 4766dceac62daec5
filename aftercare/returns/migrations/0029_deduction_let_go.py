from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0028_repair_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="deduction",
            name="let_go_at",
            field=models.DateTimeField(null=True),
        ),
    ]
