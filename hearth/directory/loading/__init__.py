"""Reads open files of places and services, row by row, and says what became of each row.

Files are described by `mappings/*.yaml`; `run.load_files` is the way in. Nothing is ever deleted because of a file.
"""
