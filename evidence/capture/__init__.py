"""Posture of the operator's own deployment, captured for an escalation: fetched with limits, redacted, written down."""
