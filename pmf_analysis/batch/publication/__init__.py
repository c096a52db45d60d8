"""`pmf publish`: an issued quarter as the public may see it."""

from pmf_analysis.batch.publication.publish import Published, publish_quarter

__all__ = ["Published", "publish_quarter"]
