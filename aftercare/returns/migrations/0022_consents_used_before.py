from django.db import migrations

FORWARD = """
    UPDATE returns_deduction SET used_minor = returns_deduction.amount_minor
    FROM returns_return AS of_return
    WHERE of_return.id = returning_id AND answer = 'agreed' AND answered_at <= of_return.reviewed_at
"""


class Migration(migrations.Migration):
    """A consent given before the last review has served already; what was kept under it then is not known."""

    dependencies = [("returns", "0021_deduction_used")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
