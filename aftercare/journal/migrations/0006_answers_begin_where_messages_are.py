from django.db import migrations

FORWARD = """
    INSERT INTO journal_cursor (name, transaction, entry, moved_at)
    SELECT 'answers', transaction, entry, moved_at FROM journal_cursor WHERE name = 'messages'
    ON CONFLICT (name) DO NOTHING
"""


class Migration(migrations.Migration):
    """On an installation that is not new, answers are followed from here on: nothing long past is judged anew."""

    dependencies = [("journal", "0005_entries_set_aside")]

    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
