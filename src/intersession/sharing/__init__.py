"""Sharing: how a member brings a resource into the library.

Words: a proposal is what a page, a DOI or a file says of itself, filled into the form and marked; an answer is
what a member says of an overlap (the same, a translation, a version, or distinct because …); a distinction is
such a "distinct because", kept with the resource; a batch is a file with many resources, read but not yet
shared, and its rows wait for their owner to choose.

Rules: nothing is shared that nobody looked at; a likely overlap is answered before something is submitted; a
batch belongs to the person who sent it, acting for one organisation; its resources are made together or not at
all, and once; what was proposed is checked like what was typed.
"""
