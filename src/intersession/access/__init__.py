"""Access: who may do what, and to which records.

Words: an Actor is who acts (a person, for an organisation, with a set of roles); the matrix is the
table of permissions, one row per permission and role, each cell a condition on records; a door is
the guard on a URL; a limit is how often a visitor may knock.

Rules: roles are a set, never a ladder; one `Q` per permission answers "which?" and "may they?" alike;
offices count only after a second step at sign-in; what no row grants is refused.
"""
