"""Helplines: who helps, in which country, by which channel, and how sure we are of it.

Words: a Service (hotline, helpline, portal, police unit, take-down service, awareness centre) serves one
place ("ZZ": the whole world) and has Channels (a number, a form, a chat …); a Check says what came of
trying a channel; a Correction is what anybody tells us about a service; a Need is the plain-words group.

Rules:
- Never a dead end: where nothing sure is known for a need, the worldwide services stand there.
- What is shown is what a source said. A number is never completed, merged or moved to another country.
- Checks are only ever added; loading the file again never touches them.
- Nothing a visitor sends is published unseen; no help page sets a cookie or notes who came.
"""
