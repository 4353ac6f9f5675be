"""Papers: guidelines, positions, statements, charters and model texts, from a proposal to an adopted text.

Words: a Paper is one work of the coalition; a Version is one state of its text, with a number; a Block is a
heading, paragraph, list, table, figure or note of a version, with a key that lasts through all versions; a
Sponsor is an organisation that stands behind a proposal; a Step is one move from a state to the next; a Claim
says that somebody is editing a block; a change class says what a change does to the meaning.

Rules: a published version is never changed, the next one is; each changed block of a new version says its
change class and a second person checks it; what changes an ask is summed up in plain words; two people who
edit the same block both keep their words; states, who may move them and what must hold first are one table
(`workflow.py`); a withdrawn paper says why and stays readable.
"""
