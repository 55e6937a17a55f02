"""Measurements: of speed on generated records, of search on the demo area. A new one is a class like `pages.Pages`."""
