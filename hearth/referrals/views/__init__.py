"""Pages of requests: `public` for families, `staff` for services and senders."""
