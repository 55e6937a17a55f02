"""Every write to the directory: one module a topic, keyword-only functions with `by=`."""
