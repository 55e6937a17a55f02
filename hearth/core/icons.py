"""Our icons: drawn on a 24 by 24 grid in one stroke weight, in the colour of the words beside them."""
# ruff: noqa: E501 (a drawing is one line)

from __future__ import annotations

from markupsafe import Markup, escape

# A value starting with "M" or "m" is one path; else it is the whole inside of the drawing.
DRAWINGS = {
    "pregnant": '<circle cx="10.5" cy="4.5" r="2.2"/><path d="M9 9.2c-1.7.4-2.6 2-2.6 4v3.3h2.3V21h4.2v-4.4'
    'c2.4-.3 4.3-1.8 4.3-4 0-1.9-1.5-2.9-3.2-2.9"/><path d="M9 9.2c1.8-.5 3.6.1 5 .5"/>'
    '<path d="M13.3 13.6c.5-.7 1.5-.6 1.6.2 0 .5-.6 1-1.3 1.5"/>',
    "baby": '<circle cx="12" cy="11" r="7"/><path d="M12 4c-.2-1.2.6-2 1.7-1.9"/><path d="M9.4 10.3v.2M14.6 10.3v.2'
    'M9.7 13.6c1.3 1.3 3.3 1.3 4.6 0"/><path d="M5.1 10c-1.3.1-1.8 2 0 2.7M18.9 10c1.3.1 1.8 2 0 2.7"/>'
    '<path d="M8 20.5c2.5-1 5.5-1 8 0"/>',
    "under5": '<rect x="3.5" y="12.5" width="8" height="8" rx="1.2"/><rect x="12.5" y="12.5" width="8" height="8" rx="1.2"/>'
    '<rect x="8" y="3.5" width="8" height="8" rx="1.2"/><path d="M7.5 15v3M6 16.5h3"/><circle cx="16.5" cy="16.5" r="1.5"/>'
    '<path d="m10.5 9 1.5-3 1.5 3z"/>',
    "school": '<path d="M8.5 7V5.5A2.5 2.5 0 0 1 11 3h2a2.5 2.5 0 0 1 2.5 2.5V7"/><path d="M5 11.5A4.5 4.5 0 0 1 9.5 7h5'
    'a4.5 4.5 0 0 1 4.5 4.5V19a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2z"/><path d="M8 21v-5.5a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1V21M9.5 11h5"/>',
    "teen": '<path d="M4 15v-2.5a8 8 0 0 1 16 0V15"/><rect x="3" y="14" width="4.5" height="6.5" rx="2"/>'
    '<rect x="16.5" y="14" width="4.5" height="6.5" rx="2"/><path d="M10.5 15.5v4M13.5 14v7"/>',
    "send": '<circle cx="12" cy="12" r="8.7"/><path d="M12 7.4v.1M7.3 10.2l4.7 1.2 4.7-1.2M12 11.4v3l-2.2 3.9M12 14.4l2.2 3.9"/>',
    "home": '<path d="m3 11.5 9-8 9 8"/><path d="M5.5 9.5V20h13V9.5"/><path d="M12 17.3s-3.3-1.8-3.3-3.9a1.75 1.75 0 0 1 3.3-.8'
    ' 1.75 1.75 0 0 1 3.3.8c0 2.1-3.3 3.9-3.3 3.9z"/>',
    "phone": "M8.5 3.5H5.3A1.8 1.8 0 0 0 3.5 5.4C4 13.6 10.4 20 18.6 20.5a1.8 1.8 0 0 0 1.9-1.8v-3.2l-4.7-1.7-1.7 2.2"
    "a13 13 0 0 1-6.1-6.1l2.2-1.7z",
    "pin": '<path d="M12 21s7-6.3 7-11.5a7 7 0 0 0-14 0C5 14.7 12 21 12 21z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.3 2"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="2"/><path d="M3.5 10h17M8 3v4M16 3v4M8 14h.1M12 14h.1M16 14h.1M8 17h.1M12 17h.1"/>',
    "language": '<path d="M3.5 6h9M8 3.5V6M10.5 6c-.7 3.8-3.2 6.7-6.5 8.2M5.5 8.8c1.2 2.6 3.3 4.3 6 5.2"/>'
    '<path d="m11.5 20.5 4.3-10 4.3 10M13 17.2h5.7"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "heart": '<path d="M12 12.2S7.5 9.8 7.5 6.8a2.4 2.4 0 0 1 4.5-1.1 2.4 2.4 0 0 1 4.5 1.1c0 3-4.5 5.4-4.5 5.4z"/>'
    '<path d="M2.5 15h2.7l3-1.3c.8-.3 1.6-.2 2.3.2l1.3.8c1 .6.6 2.3-.7 2.3H8.5"/>'
    '<path d="m12.8 15.8 5-2.1c1.8-.7 3 1.2 1.7 2.4-2 1.9-4.6 3.4-7 4.1-2.5.7-4.8-.7-7.3-.7H2.5"/>',
    "family": '<circle cx="7" cy="6" r="2.7"/><circle cx="17.3" cy="7" r="2.3"/><circle cx="12.3" cy="13" r="1.9"/>'
    '<path d="M2.5 20v-5A4.5 4.5 0 0 1 7 10.7c1 0 1.9.3 2.6.8M21.5 20v-4.7a4.2 4.2 0 0 0-6-3.7M8.5 20.5v-.7a3.8 3.8 0 0 1 7.6 0v.7"/>',
    "door": '<path d="M5 21V4.5A1.5 1.5 0 0 1 6.5 3h11A1.5 1.5 0 0 1 19 4.5V21M3 21h18"/><path d="M12.5 3.2 8 5v16"/><path d="M15.5 12v.5"/>',
    "check": "m4.5 12.5 5 5L19.5 7",
    "alert": '<path d="M12 3.5 2.5 20h19z"/><path d="M12 10v4.5M12 17.2v.1"/>',
    "arrow": "M4.5 12h15M13.5 6l6 6-6 6",
    "arrow-back": "M19.5 12h-15M10.5 6l-6 6 6 6",
    "lock": '<rect x="4.5" y="10.5" width="15" height="10" rx="2"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3M12 14.5v2"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>',
    "users": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.5a6.5 6.5 0 0 1 3.5 5.5"/>',
    "list": "M8.5 6h12M8.5 12h12M8.5 18h12M4 6h.1M4 12h.1M4 18h.1",
    "chart": "M4 20.5h16.5M6.5 17v-5M11 17V6M15.5 17V9.5M20 17v-3",
    "map": '<path d="m3.5 6.5 5.5-2.5 6 2.5 5.5-2.5v13.5L15 20l-6-2.5L3.5 20z"/><path d="M9 4v13.5M15 6.5V20"/>',
    "video": '<rect x="2.5" y="6" width="13" height="12" rx="2"/><path d="m15.5 10.8 6-3.3v9l-6-3.3z"/>',
    "visit": '<path d="m2.5 11 7-6.5 7 6.5"/><path d="M4.5 9.5V19h5"/><path d="M13 20.5h8.5M17.2 20.5c-2.6-1.7-4-3-4-4.6a2 2 0 0 1 4-.7'
    ' 2 2 0 0 1 4 .7c0 1.6-1.4 2.9-4 4.6z"/>',
    "group": '<circle cx="12" cy="7" r="2.5"/><circle cx="5.5" cy="9.5" r="2"/><circle cx="18.5" cy="9.5" r="2"/>'
    '<path d="M7.5 18.5v-2a4.5 4.5 0 0 1 9 0v2zM2 17.5v-1.3a3.5 3.5 0 0 1 4-3.4M22 17.5v-1.3a3.5 3.5 0 0 0-4-3.4"/>',
    "pound": "M17 7.5A4.2 4.2 0 0 0 9 9.3c0 2 .8 3.2.8 5.2 0 2.5-1.8 4.5-3.3 5.5h11M6.5 13h8",
    "access": '<circle cx="11" cy="4" r="1.7"/><path d="M11 7.5v6.5h5l2.5 5H20M11 10.5h4.5"/><path d="M8.5 11.5a5 5 0 1 0 6.5 6.8"/>',
    "exit": "M14 4H6a1.5 1.5 0 0 0-1.5 1.5v13A1.5 1.5 0 0 0 6 20h8M10 12h11M17 7.5l4.5 4.5-4.5 4.5",
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.5 7 8.5 6.5L20.5 7"/>',
    "plus": "M12 5v14M5 12h14",
    "cross": "m6 6 12 12M18 6 6 18",
    "download": "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
    "filter": "M3.5 6h17M6.5 12h11M10 18h4",
    "building": '<path d="M4.5 20.5v-16A1.5 1.5 0 0 1 6 3h7a1.5 1.5 0 0 1 1.5 1.5v16M14.5 9.5H18a1.5 1.5 0 0 1 1.5 1.5v9.5M2.5 20.5h19"/>'
    '<path d="M8 7.5h3M8 11.5h3M8 15.5h3"/>',
    "settings": '<path d="M3.5 7h9M17.5 7h3M3.5 17h3M11.5 17h9"/><circle cx="15" cy="7" r="2.5"/><circle cx="9" cy="17" r="2.5"/>',
    "sort": "M8 20V4.5M4.5 8 8 4.5 11.5 8M16 4v15.5M12.5 16l3.5 3.5 3.5-3.5",
    "shield": '<path d="M12 3 4.5 6v5.5c0 4.7 3.2 7.9 7.5 9.5 4.3-1.6 7.5-4.8 7.5-9.5V6z"/><path d="m8.7 11.8 2.3 2.3 4.3-4.5"/>',
    "print": '<path d="M7 8.5v-5h10v5M7 17.5H5A1.5 1.5 0 0 1 3.5 16v-6A1.5 1.5 0 0 1 5 8.5h14a1.5 1.5 0 0 1 1.5 1.5v6'
    'a1.5 1.5 0 0 1-1.5 1.5h-2"/><path d="M7 14h10v6.5H7z"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17"/>',
    "text": '<path d="M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z"/><path d="M7.5 9.5h9M7.5 12.8h5"/>',
    "file": '<path d="M6 3h8l5 5v12a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1z"/><path d="M13.5 3v5.5H19M8.5 13h7M8.5 16.5h5"/>',
    "star": "m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.9-4.3-4.1 5.9-.8z",
    "edit": "m4 20 1-4.5L16 4.5a1.5 1.5 0 0 1 2.1 0l1.4 1.4a1.5 1.5 0 0 1 0 2.1L8.5 19zM14 6.5l3.5 3.5",
    "question": '<circle cx="12" cy="12" r="8.7"/><path d="M9.3 9.6a2.7 2.7 0 1 1 3.9 2.4c-.8.4-1.2.9-1.2 1.8M12 16.8v.1"/>',
    "menu": "M4 7h16M4 12h16M4 17h16",
}

# These point along the line of reading, so they turn round where it runs from right to left.
TURNING = {"arrow", "arrow-back", "exit", "list", "door"}


def icon(name: str, label: str | None = None, size: int = 24) -> Markup:
    """The icon as inline SVG, hidden from screen readers unless `label` says what it means. KeyError if unknown."""
    drawing = DRAWINGS[name]
    inside = f'<path d="{drawing}"/>' if drawing[0] in "Mm" else drawing
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true" focusable="false"'
    turning = " hearth-icon--turning" if name in TURNING else ""
    return Markup(  # noqa: S704 (our own drawings; the label is escaped)
        f'<svg class="hearth-icon{turning}" width="{size}" height="{size}" viewBox="0 0 24 24" {spoken}>{inside}</svg>'
    )
