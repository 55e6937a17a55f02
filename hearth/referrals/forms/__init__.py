"""The forms of requests: what families fill in (public) and what staff do (staff)."""
