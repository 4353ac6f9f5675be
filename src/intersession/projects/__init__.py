"""Projects: who does what, where, when and for whom; what overlaps with it; what is missing.

Words: a Project is one undertaking of one or several organisations; a Part says which of them leads and which takes
part; a Link says that two projects belong together, or why they are distinct; a Joint proposal asks the members to
make a project one of the year's joint ones.

Rules: whoever acts for a member organisation enters projects, and changes those of their organisation; an organisation
that somebody else names takes part only once it says so itself; whether a project is planned, running or ended follows
from its dates; what is merged or withdrawn stays readable and says why; nothing is decided for the member: overlaps are
shown with their reasons (docs/overlaps.md) and answered.
"""
