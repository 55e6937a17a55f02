"""How the search looks inside another website: from the parameters of an address to checked values to a stylesheet.

The address is open to everybody, so nothing from it reaches the stylesheet but values of these lists, a number within
bounds and a colour that can be read. What means nothing is what is usual.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from hearth.core import brand as brands

WHITE = "#ffffff"
# Text size to the root's size in per cent.
SIZES = {"normal": 100, "large": 112.5, "larger": 125}
FONTS = {
    "hearth": '"Atkinson Hyperlegible Next","Noto Sans","Noto Naskh Arabic",system-ui,sans-serif',
    "system": 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif',
    "arial": 'Arial,Helvetica,"Noto Sans","Noto Naskh Arabic",sans-serif',
    "serif": 'Georgia,"Times New Roman","Noto Serif","Noto Naskh Arabic",serif',
}
CORNERS = (0, 4, 8, 12, 20)  # pixels
USUAL_CORNER = 12
# Of our own look, on white: the brand's colours may be made for another ground.
FIXED = {"ink": "#1f2a37", "paper": WHITE, "sand": WHITE, "card": WHITE}


def can_be_read(colour: str) -> bool:
    """Whether words in this colour (#rrggbb) can be read on white, and white words on it: WCAG 2.2, 1.4.3 (AA)."""
    return brands.contrast(colour, WHITE) >= brands.LEAST_CONTRAST


def nearest_readable(colour: str) -> str:
    """The colour itself, or the lightest darker one of its kind that can be read on white."""
    for step in range(256):
        darker = brands.shade(colour, step / 255)
        if can_be_read(darker):
            return darker
    return "#000000"


@dataclass(frozen=True, slots=True)
class Look:
    """Checked. `accent` is #rrggbb and can be read on white; empty for the network's own colour."""

    accent: str = ""
    text: str = "normal"
    font: str = "hearth"
    corner: int = USUAL_CORNER
    title: bool = True

    def values(self) -> dict[str, str]:
        """What stands in the address: only what differs from what is usual."""
        usual = Look()
        said = {
            "accent": self.accent.removeprefix("#"),
            "text": self.text if self.text != usual.text else "",
            "font": self.font if self.font != usual.font else "",
            "corner": str(self.corner) if self.corner != usual.corner else "",
            "title": "" if self.title else "no",
        }
        return {name: value for name, value in said.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.values())

    @property
    def colour(self) -> str:
        """The accent that is worn: the network's own where none was chosen, darkened where white needs it."""
        own = brands.current().primary
        return self.accent or nearest_readable(own if brands.HEX.match(own) else FIXED["ink"])


def read(given: Mapping[str, str]) -> Look:
    """From the parameters of an address. A colour that cannot be read becomes the nearest that can."""
    usual = Look()
    accent = "#" + given.get("accent", "").lower().removeprefix("#")
    corner = given.get("corner", "")
    return Look(
        accent=nearest_readable(accent) if brands.HEX.match(accent) else "",
        text=given["text"] if given.get("text") in SIZES else usual.text,
        font=given["font"] if given.get("font") in FONTS else usual.font,
        corner=int(corner) if corner in {str(size) for size in CORNERS} else usual.corner,
        title=given.get("title") not in {"no", "0"},
    )


def stylesheet(look: Look) -> str:
    """The look as custom properties and two rules."""
    values = {f"--hearth-{name}": value for name, value in FIXED.items()}
    values["--hearth-primary"] = look.colour
    values["--hearth-primary-dark"] = brands.shade(look.colour, 0.25)
    values["--hearth-corner"] = f"{look.corner}px"
    values["--hearth-tight"] = f"{min(look.corner, 6)}px"
    lines = ";".join(f"{name}:{value}" for name, value in values.items())
    family = FONTS[look.font]
    return (
        f":root{{{lines}}}\n"
        f"html{{font-size:{SIZES[look.text]:g}%}}\n"
        f".hearth-embed,.hearth-embed *{{font-family:{family}}}\n"
    )
