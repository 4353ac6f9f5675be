"""Pages: what the coalition says of itself, how one writes to it, and a tour for newcomers.

Words: a Page has a kind (about, contact, privacy, accessibility, or another one the coalition added) and
Versions, each in one language; the newest of a language is what readers see. A Message came by the contact form.
A TourVisit remembers that somebody signed in has taken or skipped the tour.

Rules: versions are only ever added, restoring an old one adds another; whoever saves upon a text that has
changed meanwhile is shown both; nothing is shown that did not pass `kit.markdown`. First texts are loaded once
and never again. A message is seen by the secretariat only, is not in the log, and is forgotten some months
after it was answered. No page here asks a visitor's browser to keep anything.
"""
