"""What somebody owes by a day without a return: recurring reports and contacts, and single promises to a customer."""
