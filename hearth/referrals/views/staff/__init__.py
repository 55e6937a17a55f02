"""Pages of requests for staff: the queue, the record, decisions; what was sent."""
