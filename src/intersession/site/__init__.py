"""Site: home, the shell around every page, errors, patterns, sitemap, and what composes several rooms.

Rules: a page here may read from every capability below and writes nothing of its own.
"""
