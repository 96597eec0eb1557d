from django.db import models

from plans.models.base import Tracked, one_of
from plans.models.choices import AssessedVerdict
from plans.models.clauses import Clause
from plans.models.red_lines import RedLine
from plans.models.sources import Citation


class Assessment(Tracked):
    """An editor's reasoned, sourced override of a derived verdict."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="assessments")
    red_line = models.ForeignKey(RedLine, models.CASCADE, related_name="assessments")
    verdict = models.CharField(max_length=20, choices=AssessedVerdict)
    reason = models.TextField(help_text="Why the derived verdict does not stand.")

    class Meta:
        ordering = ["clause", "red_line"]
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "red_line"], name="assessment_once"
            ),
            one_of("verdict", AssessedVerdict, "assessment_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.clause} / {self.red_line}: {self.verdict}"


class AssessmentSource(Citation):
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="citations")
