"""What happened, for ever: the append-only journal, which is also the outbox."""
