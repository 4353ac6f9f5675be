"""Live: a session while it is held, on a page that works on a bad line and without JavaScript.

Words: a sitting is a session that was opened; an update is one numbered thing that happened on it; captions, questions,
hands, polls, chat, decisions and action items are all told as updates; the queue has the questions of room and remote
alike.

Rules: updates are numbered without a gap, which the database itself keeps, so whoever has the last number can ask for
all that came after it; what is typed once arrives once, by a key of its own; a question shows once somebody who runs
the session let it in, and a person is for it once; whoever has not spoken comes first, and nobody waits for ever
(`hands.py`); after the session all of it is the record.
"""
