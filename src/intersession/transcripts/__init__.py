"""Transcripts: what was said at a session, and old reports of one, read from files as they are.

Words: a Transcript is what came of one file, of a session; a Passage is a stretch of it with a lasting address, a
speaker and, where known, a time; a stage note is what was not said (applause); a Speaker is a name as captioned, and
as it should be; a Rule is a misheard name and the right one, also for later files; a Flag is somebody who may be a
minor; what was Understood of a file is what the reading says of it before anything is stored.

Rules: files are read in the sandbox; what was not understood is said with its line, never guessed; nothing is public
before somebody answered for every flag, and the database holds to that; a name that was removed is gone from every
passage, from the search and from the log; captions are an aid, not a record, and every page says so.
"""
