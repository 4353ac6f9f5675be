"""Openness: what the forum asks of a coalition, measured on the record every time somebody looks.

Words: a Measure is one line of the page: what is asked, how it is counted, what came out, where to look, and whether
it is kept; a Snapshot is what the measures said on one day; a Question of the survey is answered from the record.

Rules: nothing here is asserted. What the record cannot tell is *not known*, never a yes; what is not kept is said to
be a breach in plain words; a snapshot is written once a day and never changed.
"""
