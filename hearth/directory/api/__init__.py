"""The open API: Open Referral UK 3.0 (HSDS-UK), public and read-only, at /open-referral/v3/.

Answers leave out what is empty and never hold a null. A confidential address never leaves the server: the queries
beneath do not see it. Parameters add up; every one that is advertised changes the result, and one that is not
advertised is refused, so that nobody takes the whole for a part.
"""

from hearth.directory.api.setup import api

__all__ = ["api"]
