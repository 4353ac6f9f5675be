"""Events: the calendar of what happens elsewhere and at members', with feeds every calendar program reads.

Words: an Event here is a CalendarEvent, since an Event is a line of the log; its series is what it is one of; an
occurrence is one of the years of a yearly one; taking part is what an organisation says of itself; a Material is a
resource of the library that belongs to an event.

Rules: what is true of an event with hours is the clock on the venue's wall and the name of its time zone: UTC is
worked out whenever somebody looks, so that a country that changes its clocks changes no appointment. A day nobody
knows is said to be unknown and stands in no feed. What a member proposes shows once the secretariat has published
it, or at once where the organisation is trusted. A cancelled event stays, and says why.
"""
