"""Questions: ask the coalition, and find again what was answered.

Words: a Question is asked by a person for an organisation and suggested to organisations that may know; an
Answer is given by a person for an organisation and can link resources; the asker's organisation accepts the
answers that answered it, as many as did.

Rules: a question is public at once and is not changed under its answers; nobody accepts for another
organisation; an acceptance can be taken back; a question is closed with a reason, and takes no more answers
then; what is withdrawn leaves a tombstone with the reason and shows its words no longer; a person is named only
where they agreed to be. Imports: members, library, following, search, vocabulary, access, audit, people.
"""
