from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_squashed_0002_mail_names_order")]

    operations = [
        migrations.AddField("message", "quiet_zone", models.CharField(blank=True, default="", max_length=60)),
    ]
