"""What is asked about clocks: hours, the clocks of a record, reports."""
