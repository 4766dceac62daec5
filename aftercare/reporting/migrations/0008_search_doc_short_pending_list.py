import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    """Every search reads what the index has not sorted in yet: at most a quarter of a megabyte of it, not four."""

    dependencies = [("reporting", "0007_days_of_all_that_ended")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER INDEX search_doc_tokens SET (gin_pending_list_limit = 256)",
                    "ALTER INDEX search_doc_tokens RESET (gin_pending_list_limit)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex("searchdoc", "search_doc_tokens"),
                migrations.AddIndex(
                    "searchdoc",
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["tokens"], gin_pending_list_limit=256, name="search_doc_tokens"
                    ),
                ),
            ],
        )
    ]
