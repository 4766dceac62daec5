from django.db import migrations

FORWARD = """
    UPDATE returns_deduction SET let_go_at = of_return.reviewed_at
    FROM returns_return AS of_return
    WHERE of_return.id = returning_id AND answer = 'agreed' AND used_minor < returns_deduction.amount_minor
      AND answered_at <= of_return.reviewed_at
"""


class Migration(migrations.Migration):
    """What a review did not take of a consent that it knew was promised to the buyer."""

    dependencies = [("returns", "0029_deduction_let_go")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
