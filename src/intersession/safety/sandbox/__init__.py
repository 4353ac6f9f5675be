"""The sandbox: one process for one file, which reads it, answers in JSON, and ends.

A keeper (`python -I -m intersession.safety.sandbox`) is started by the web process, loads our code and the
libraries a job needs, and forks a child for every single file; it never sees a byte of one. The child gets the
file as standard input, answers on standard output, and writes what it made anew to descriptor 3; all are
files of limited size. It gives up rights before it looks at the first byte (`confine`), knows nothing of
Django, settings, database or secrets, and may crash: nobody else notices. What it answers is untrusted, too:
`running` on the other side checks it.
"""
