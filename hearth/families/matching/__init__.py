"""Matching: which records are of one person. Learned without labels, run by Splink, the same at the desk.

`matching.learn` and `matching.score` go from records to scored pairs; `rules` says what follows from a pair; `people`
puts linked records together; `scoring` scores one pair at once; `evaluation` measures against a file with answers.
"""
