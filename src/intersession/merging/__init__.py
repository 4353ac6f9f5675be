"""Merging: two records of one organisation become one, with a trail, and can be parted again for thirty days.

Words: the *kept* organisation goes on; the *merged* one points to it and acts no more; a merge's lines say what was
moved, ended or made, so that undoing it is exact.

Rules: nobody gains a right: a mandate moves with its role or a lesser one, a proxy ends, trust stays where it was; a
member is never merged into a record. What the merged one did stays under its name. Imports: members and below.
"""
