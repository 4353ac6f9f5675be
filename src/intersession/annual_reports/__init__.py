"""Annual reports: what the coalition did in any period, computed from the record, with texts of its own around it.

Words: Figures are what the record says of a period, as keys, numbers, names and addresses, never as words of ours; a
Place is where in the report somebody's own text stands; a Text is what was written there in one language.

Rules: a draft is computed whenever it is looked at; a published one is frozen, figures and texts alike; words come
when it is shown, so one frozen report is read in every language of the site. What is not on record is said to be so.
"""
