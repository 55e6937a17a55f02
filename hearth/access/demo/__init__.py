"""The demo's people: invented, each with one role, to be tried out at once."""
