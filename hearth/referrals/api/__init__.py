"""The partners' API at /api/referrals/v1/: a system sends a referral for its organisation and reads how it stands.

It does what the pages do, by the same actions: who may send, what a service needs, how a family may safely be told.
Errors are problems (RFC 9457). See docs/developers/referrals-api.md.
"""
