"""Agencies' extracts of people: read by a mapping, row by row, into source records. Nothing is doubled or rewritten."""
