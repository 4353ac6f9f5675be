"""Meetings: every session of the coalition since 2007, related ones elsewhere, and the years without one.

Words: a Meeting is a session, of the coalition or related to it; a gap is a year of which no source says that the
coalition met; the archive is the list of them all; a panel is what another room knows of a meeting.

Rules: a meeting says where it is known from, how sure that is, and of when; a day nobody knows is said to be
unknown; a gap is computed, never written down; a room above shows what it knows of a meeting by `beside.declare`.
"""
