"""Library: guidelines, studies, toolkits, data sets and whatever else people can learn from.

Words: a Resource is one edition of a work, with its publishers in order, the languages it can be read in, the
places, audiences and topics it is about, and the concepts it is filed under; a Work is what translations and
versions are of; a revision is what a resource stated after one change; a submission is what a member handed
in, and its answer; a tombstone is the page of a resource that was withdrawn; a listing is one page of the
library narrowed by facets.

Rules: a title keeps its own language and direction; every resource says its source or who shared it, how sure
we are and how old it is, and what we do not know we leave open; laws and treaties belong to the atlas; nothing
is deleted, a withdrawn resource says why; every change is a revision, and any can be restored; a draft is its
organisation's and the desk's alone; a slug once given never changes.
"""
