"""The files of a publication: tidy tables, what describes them, and the attack on them before they are let out."""
