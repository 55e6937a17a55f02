"""Leaflets and posters to print: what stands on them (content), and how they become files (press)."""
