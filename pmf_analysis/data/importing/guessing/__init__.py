"""`pmf import --guess`: draft a mapping from a file, saying for each line what was guessed and from what."""

from pmf_analysis.data.importing.guessing.draft import guess_mapping

__all__ = ["guess_mapping"]
