"""Action items: what was agreed in a session, who does it by when, and what became of it.

Words: an action item says what is to be done, for whom it was agreed, by which day; a note says how far it is.

Rules: an item shows once the secretariat confirmed that it was agreed; it is never deleted, only done or dropped, and
dropping says why; what was noted stays. Whether it is overdue follows from the calendar and is never stored. Every
session shows what became of its items, and whatever is overdue stands before the next session.
"""
