// about:   the steps of a ticket, in the order of their times
// kind:    schema
CREATE RANGE INDEX ticket_step IF NOT EXISTS FOR (s:TicketStep) ON (s._ticket, s._at)
