"""Families: what sources say of people, and how a family may safely be reached.

Public face: `models`, `actions`, `events`, and `safe_contact`: nothing reaches a family but by
`safe_contact.tell_family`, and any page can ask `safe_contact.plan` beforehand what it would do.
"""
