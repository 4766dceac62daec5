"""Background tasks, and which journal entries wake them."""
