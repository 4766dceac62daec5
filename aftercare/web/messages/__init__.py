"""What was sent to whom, the bell, and mail that came in."""
