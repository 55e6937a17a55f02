"""Pages of registration and of a family's own view."""
