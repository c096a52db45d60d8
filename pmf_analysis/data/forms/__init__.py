"""Commentary forms: workbooks that ask a post about its exceptions, and what comes back (docs/commentary-forms.md)."""
