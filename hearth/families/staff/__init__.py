"""What staff pages of families show."""
