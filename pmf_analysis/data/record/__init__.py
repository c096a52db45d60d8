"""The record: everything that was issued, kept so that it cannot be changed unseen."""
