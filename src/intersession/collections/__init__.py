"""Collections: resources of the library in an order, with a word on each, made by an organisation.

Words: a Collection is a list with a title in its own language, the organisation's own or public; an Item is a
resource in it, with its place and an annotation; to copy is to make a public collection one's own.

Rules: people act for an organisation, and only its own people change its collections; what is the
organisation's own does not exist for anybody else; what was public once is not hidden again, it is withdrawn
with a reason; a resource stands in a collection once, and its places are always 1 to N; two who change the
same words at once both see what the other wrote. Imports: library, following, search, access, audit, people.
"""
