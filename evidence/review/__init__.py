"""Answers that people edited, compared field by field with the records that they rest on."""

from evidence.review.compare import compare
from evidence.review.findings import Field, Finding
from evidence.review.forms import Outcome, Reviewer, existing, review_form

__all__ = ["Field", "Finding", "Outcome", "Reviewer", "compare", "existing", "review_form"]
