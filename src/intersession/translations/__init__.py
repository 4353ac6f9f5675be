"""Translations: a paper's text in other languages, block by block, by whom, and what has changed since.

Words: a Rendition is a paper in another language; a Translation is the text of one block in it, made from that
block of one public version; a Check says that a second person read a rendition against a version; a Batch is a
file of a translator's tool that was read and waits to be taken over.

Rules: a translation is stale only when the change class of what changed since says that the meaning did
(`standing.py`); every text is kept, the newest of a block is the current one; text of a machine is marked, never
counts as translated, never replaces a person's and is never put to the members; the text in the paper's own
language is the one adopted unless members decided about another.
"""
