"""What is owed: whose tasks an actor sees, and which duties are behind."""
