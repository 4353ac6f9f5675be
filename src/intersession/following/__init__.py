"""Following: what a person wants to keep an eye on, all in one place.

Words: to follow is to keep a thing on one's own list; a followable is a sort of thing that can be followed (a
country, a concept, a search, a collection …); its key tells one thing of that sort from the others.

Rules: what somebody follows is theirs alone, no page and no line of the log shows it to anybody else; a thing
is followed once; rooms above declare their followables, this room knows none of them; what can no longer be
seen shows no title. Following brings no notices yet, and the pages say so.
"""
