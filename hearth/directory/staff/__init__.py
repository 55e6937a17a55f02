"""What staff read of the directory that families do not."""
