"""Reports: what a session was, drafted from the record, completed, read by the panel, published and filed.

Words: a Field is one question of the forum's form; an Entry is what somebody wrote into it, or corrected of what was
computed; a Reviewer is somebody of the panel who is asked to read the draft, whose Answer is "I agree" or "change
this"; a Disposition is what became of an answer; a Filing says when the report was handed to the forum.

Rules: what is computed shows its source, and a correction says why; every answer gets a disposition before
publication; a published report is frozen and carries every objection that was not resolved.
"""
