"""Cycles: the coalition's year on one page, so that nobody loses the thread between two sessions.

Words: a Cycle is a calendar year; a Stage is one part of it (the plan, calls, sessions, what was said, reports, action
items, papers and decisions, the annual report) with how far it is, in words, and what there is of it.

Rules: nothing is written here. How far a stage is follows from the records of its room and the calendar; what the
record does not hold is *nothing on record*, never *done*. A page shows what its reader may see, and no more.
"""
