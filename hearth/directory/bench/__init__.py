"""Measurements on generated records. A new one is a class like `pages.Pages`, under its name here."""

from hearth.directory.bench.pages import Pages

BENCHES = {"pages": Pages}
