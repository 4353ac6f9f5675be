"""Circulation: an adopted paper goes where it is needed, and we know where it went.

Words: a Kit is what one takes along to win others (the paper, one page, slides, a picture, a badge); a SignOnLink is
a link that can be passed on, on which organisations offer to stand by a paper; a Dispatch is that an organisation was
sent an edition; a Mention is a place in a law or another work that cites the paper.

Rules: whatever leaves in a kit says how the paper stands and how many objections were not resolved; a badge shows how
it stands now, wherever it is embedded, and loads nothing else; who was sent something is known to the organisation
that sent it and to the secretariat; a link counts offers, never visits.
"""
