"""People: who takes part, for whom, and in which role.

Words: an Organisation belongs to one stakeholder group and (mostly) one country; a Person signs
in by a mailed code or a passkey; a Mandate lets a person act for an organisation between two dates;
a RoleGrant gives a person an office (secretariat, verifier, safeguarding) between two times.

Rules: an organisation seen in the coalition's records is not a member until it has `member_since`;
one open mandate per person, organisation and role; nobody shares an account; no password exists.
Imports: places and kit only. What members do here (join, leave, directory) lives in `members`.
"""
