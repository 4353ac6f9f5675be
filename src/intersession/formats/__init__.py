"""Formats: papers as files, out and in.

Words: a Document is what a version says in one language, with all that belongs to it (status, dissent, who
adopted it); a tree is its text without the marks of Markdown; a Printout is a PDF that was made and kept; a
Reading is what came of a file that somebody wants to bring in, with what was not understood.

Rules: what is written out holds the whole text, its dissent, and the lasting keys; a printout never changes,
and making it again gives the same bytes; text enters a file as data, never as instructions; a file that comes in
is read in the sandbox, shown, and written only after somebody confirmed; what was not understood is said.
"""
