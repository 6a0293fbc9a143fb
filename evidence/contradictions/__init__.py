"""Contradictions: what other documents claim against the model, found by slots and typed fields.

A document is cut into units (sentences, items, rows, headings, badges). In a unit, each class of claims looks for its
slots by word classes (`catalogs/vocabulary/contradictions.yaml`); polarity and subject are decided once, by scope; what
is left is compared with the typed fields of the model.
"""

from evidence.contradictions.facts import Facts, facts_of
from evidence.contradictions.records import Document, Finding
from evidence.contradictions.search import contradictions, read

__all__ = ["Document", "Facts", "Finding", "contradictions", "facts_of", "read"]
