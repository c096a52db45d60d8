"""From what publishers and people write into the input tables, by a mapping file for each source (docs/importing.md)."""
