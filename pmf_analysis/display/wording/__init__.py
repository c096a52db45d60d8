"""Sentences from claims: what may be said, and in which words."""
