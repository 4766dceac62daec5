"""Sales orders and lines; the owed-back account of each line."""
