"""Decisions: questions put to the member organisations, and agreement anybody can check.

Words: a Decision is a question with the rules it is decided by; a Voter is one organisation on its roll; a
Vote is what it said (the latest counts); the Urn holds secret ballots; an Objection has a reason and what
would resolve it; a Remark is said by anybody and counts nowhere; the Outcome is a statement with a date of
review; the Record is the file of a closed decision.

Rules:
- One organisation, one voice, given by a named person with a mandate or a proxy.
- What was announced is frozen: text and rules carry a hash, and the tally never becomes visible earlier.
- Voting opens and closes by the clock, whether or not a process was running at that minute.
- Who voted and what was voted in secret are kept apart; nothing in the database joins them.
- Every objection is answered; what is sustained is part of what is published.
- It stands alone: what a question is about is named by whoever asks it, from a floor above.
"""
