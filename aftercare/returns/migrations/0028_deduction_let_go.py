from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0027_gifts_given_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="deduction",
            name="let_go_at",
            field=models.DateTimeField(null=True),
        ),
    ]
