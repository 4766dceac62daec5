from django.db import models


class Note(models.Model):
    """Words on a case: a message that the buyer reads too, or a note for colleagues."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    for_buyer = models.BooleanField(default=False)
    author = models.CharField(max_length=60)
    author_name = models.CharField(max_length=200)
    from_buyer = models.BooleanField(default=False)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "written_at"], name="note_of_case")]

    def __str__(self) -> str:
        return self.text[:60]
