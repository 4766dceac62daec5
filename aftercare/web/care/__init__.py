"""What a case page shows beside the matter itself: offers, decisions, questions; shared by the desks that show it."""
