"""Who offers services."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hearth.directory.open_referral.attributes import part_id
from hearth.directory.open_referral.kept import Answer, email_address, together, web_address
from hearth.directory.open_referral.schemas import SCHEMAS

Row = dict[str, Any]


def organisation(row: Row, *, in_full: bool = False) -> Answer:
    """Its one-to-one fields; in full also its phones and what was kept of it."""
    of = UUID(row["id"])
    phone = {"id": part_id(of, "phone"), "organization_id": str(of), "number": row["phone"]}
    made = {
        "id": row["id"],
        "name": row["name"],
        # Required by the standard; where nobody wrote one, the name is all that is true.
        "description": row["description"] or row["name"],
        "email": email_address(row["email"]),
        "website": web_address(row["website"]),
        "phones": [phone] if in_full and row["phone"] else [],
    }
    more = row["more"]
    if not in_full:
        more = {key: value for key, value in more.items() if key in SCHEMAS["Organization"]["properties"]}
    return together(made, more, "OrganizationOfService" if in_full else "Organization", of)
