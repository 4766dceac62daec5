"""Who is told what, over which channel, when; and what comes back by mail."""
