"""Safety: files that come in, files that go out, and pages fetched from elsewhere.

Words: a stored file is what was kept of an upload; a kind is what a file is by its content; the sandbox is
the separate process in which untrusted bytes are read; the guard compares pictures with banks of known
abuse material; a match is what the guard found, without anything of what it found.

Rules: no byte of an upload is parsed outside the sandbox; what is kept was written anew by us; a refusal
leaves no file and no row; of a match nothing is kept but that it was; addresses of files tell nothing.
"""
