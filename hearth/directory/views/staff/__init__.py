"""The directory's pages for staff: one module a topic."""
