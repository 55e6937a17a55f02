"""The directory's forms: one module a topic; those of staff begin with staff_."""
