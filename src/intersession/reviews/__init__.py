"""Reviews: comments on papers, what became of them, and the suggestions that went into the text.

Words: a Comment is about a block of a public version, or a passage of it (the quote), and may suggest other
words; a reply stands under a comment, one level deep; a Disposition says whether a comment was accepted, partly
or not, and why; a Place is where a comment stands in a later version: carried, to be checked, or kept with the
version it was written on.

Rules: comments are taken while a paper is open for comments or in its last call, on the newest version; versions
never change, so a comment's place follows from the texts and is never stored, lost or silently moved; every
comment gets a disposition with a reason before the last call and before the decision; a withdrawn comment leaves
a tombstone. Names are shown of those who agreed. Imports: papers, differences, access, audit, people.
"""
