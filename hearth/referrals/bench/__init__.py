"""Measurements on generated requests: of the staff's lists and numbers, and of the outbox."""
