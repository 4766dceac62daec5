"""The desk of duties: what is owed by a day, by whom, and what comes back."""
