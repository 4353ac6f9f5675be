"""Mandates: who acts for an organisation, invited, handed over and ended by its representative; and proxies.

Words: an Invite is a mailed link that gives one mandate, once, to the owner of one address; handing over makes
somebody else the representative; a Proxy (people) gives an organisation's vote to another for a time.

Rules: nobody gains a right by an invite that was used, withdrawn, outlived, or sent by somebody who may no longer
invite; the link is stored as a hash only; proxies of one organisation never overlap and are never passed on.
Imports: members and below. Granting and ending themselves are actions of `members`.
"""
