"""Schemas of other people, by the dialect of each, as schemas of draft 2020-12.

What is used of their files is followed, and translated with all names resolved: what comes out
has no `$id`, no anchor and no dynamic reference, and accepts the same values.
"""
