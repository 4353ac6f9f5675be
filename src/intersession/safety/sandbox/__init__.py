"""The sandbox: one process for one file, which reads it, answers in JSON, and ends.

    python -I -m intersession.safety.sandbox '{"job": "take", …}' <file >answer 3>result

Input is the file as standard input. The answer is JSON on standard output; what was written anew goes to
descriptor 3. Both are files of limited size. The process limits itself before it looks at the first byte
(`confine`), knows nothing of Django, settings, database or secrets, and may crash: nobody else notices.
What it answers is untrusted, too: `running` on the other side checks every field of it.
"""
