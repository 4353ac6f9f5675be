"""Directory: who is in the coalition and in its records, what each knows, and where voices are missing.

Words: an Organisation (people) is a *member* by its dates, or only *seen in the records*; the two are never
shown as one. *Expertise* are concepts an organisation or person says it knows; *coverage* counts members by
region and group, and names what is missing.

Rules: a person is shown only where they agreed; no page shows a mail address. Imports: members, library,
atlas, search, vocabulary and below.
"""
