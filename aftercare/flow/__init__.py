"""The staircase: the few functions that carry a case from one room to the next."""
