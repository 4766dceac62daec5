"""The agent's desk: one search box, today's numbers, and every queue that waits for service."""
