"""Measurements of families' records, in scratch databases that are dropped afterwards."""
