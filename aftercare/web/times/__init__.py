"""The desk of promised times: which were kept, what is owed, what is stuck."""
