"""The marketplace desk: how merchants stand, what it was counted from, and what they are measured by."""
