"""What families and staff type about people."""
