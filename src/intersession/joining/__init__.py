"""Joining: anybody applies, the secretariat answers within a stated time, and both see whose move it is.

Words: an Application asks for an organisation (or a person for themselves) to become a member; it *claims* an
organisation that the records name already, or one that left; the first representative is who applies.

Rules: no account is needed and none is revealed; nothing counts before the address is confirmed from a mailed page,
which no one can guess; a mail address at the organisation's own domain proves a claim; what was answered keeps its
dates, so that how open the coalition is can be counted. Imports: members and below.
"""
