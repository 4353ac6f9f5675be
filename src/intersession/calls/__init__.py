"""Calls: the coalition asks for ideas, case studies, good practice or answers, and says how it decides.

Words: a Call belongs to a year and is open from one moment to another; an Idea is what an organisation or a person
answers it with; a Reviewer scores ideas by the call's criteria, a Rating of one idea; a Conflict is why somebody does
not; a Fate is what is decided of an idea: accepted, declined, or merged into another one.

Rules: a call closes at its minute, whatever the clock does that writes it down. Who reviews does not see who wrote
where the call is reviewed without names, and nobody scores their own organisation. Fates are held: only the secretariat
sees them, until all of a call go out at once. Who was merged is credited on the idea that stays. How withdrawn and
declined ones are shown is said beforehand and does not change. A survey call has a questionnaire instead of ideas.
"""
