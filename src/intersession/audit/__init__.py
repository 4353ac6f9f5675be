"""Audit: the log. Every change is one event; nothing in it is ever changed.

Words: an Event says who did what to which record, and the facts of it; the chain is the hash each event
carries of the one before it; the head is the last event's place and hash.

Rules: `record()` writes in the same transaction as the change; events commit in order because the head
row is locked; facts never hold what a secret ballot hides, nor anybody's address. `recorded` is the
project's only signal, sent after commit.
"""
