"""Programme: a session before it is held, and what is known of it after: who speaks, about what, in which order.

Words: a panel member is invited with a role and says yes or no; the balance counts the panel by region, group, gender
as people describe themselves, and youth; an agenda item has minutes and links; a release is the agenda as it was at
one moment, numbered; a material is pinned to one version of a paper or a resource.

Rules: nobody stands on a public page before they said yes; how somebody describes themselves is theirs alone to say,
and only sums are shown; releases are only added, and what changed between two is computed; what is overdue from
earlier sessions is proposed first; what people need in the room is forgotten thirty days after the session.
"""
