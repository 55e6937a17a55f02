"""Roles as data: reads data/roles.yaml and keeps the rows like it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hearth.core.yaml_files import read_yaml

FILE = Path(__file__).parent / "data" / "roles.yaml"


@cache
def shipped() -> dict[str, Any]:
    """The file: `version`, `permissions` (code to plain words) and `roles`."""
    data: dict[str, Any] = read_yaml(FILE)
    return data


def permission_words(code: str) -> str:
    """What a permission lets somebody do, in plain words."""
    return str(shipped()["permissions"][code])


def bring_up_to_date(**_signal: Any) -> None:
    """Make the rows say what the file says; run by the owner after every migration. A role that left the file keeps
    its row (memberships may name it) and loses its permissions."""
    from hearth.access.models import Role, RolePermission

    wanted: set[tuple[str, str]] = set()
    for order, role in enumerate(shipped()["roles"]):
        Role.objects.update_or_create(
            code=role["code"],
            defaults={
                "name": role["name"],
                "description": role["description"],
                "sees_personal_data": role["sees_personal_data"],
                "order": order,
            },
        )
        for permission in role["permissions"]:
            permission_words(permission)  # a permission without words is a mistake
            wanted.add((role["code"], permission))
    present = set(RolePermission.objects.values_list("role_id", "permission"))
    for role_code, permission in present - wanted:
        RolePermission.objects.filter(role_id=role_code, permission=permission).delete()
    RolePermission.objects.bulk_create(
        RolePermission(role_id=role_code, permission=permission) for role_code, permission in sorted(wanted - present)
    )
