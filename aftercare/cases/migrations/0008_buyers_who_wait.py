from django.db import migrations

_WAITING = """
UPDATE cases_case SET unanswered_since = waiting.since
FROM (
    SELECT note.case_id, min(note.written_at) AS since
    FROM cases_note AS note
    LEFT JOIN (
        SELECT case_id, max(written_at) AS at FROM cases_note WHERE for_buyer AND NOT from_buyer GROUP BY case_id
    ) AS answer ON answer.case_id = note.case_id
    WHERE note.from_buyer AND (answer.at IS NULL OR note.written_at > answer.at)
    GROUP BY note.case_id
) AS waiting
WHERE waiting.case_id = cases_case.id
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_referrals_questions_unanswered")]

    operations = [migrations.RunSQL(_WAITING, migrations.RunSQL.noop)]
