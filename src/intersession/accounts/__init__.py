"""Accounts: what somebody says of themselves, where they are signed in, what is kept of them, and leaving.

Rules: a name is public and a letter arrives only where the person agreed; whoever asks gets everything of theirs in one
file; an erased account leaves no address and, unless the person wants it, no name: what they wrote stays, since
others built on it. Imports: members and below; other rooms declare what erasing means there (`access.erasing`).
"""
