"""Members: the organisations of the coalition's records, who joined, and who may act for whom.

Words: an Organisation (people) is *seen in the records* when a report or a session names it, and a *member*
from its `member_since` on; its relation is the record's own word for the tie; its expertise are tags.

Rules: a record is never shown as a membership; each page says source and confidence; reference rows are
written by one action per file, mandates and offices by an action each. Fictional people exist in the demo
only and say so. Imports: people, access, audit, search.
"""
