"""The returns desk: find returns, look at one as a whole, review it, help the buyer along."""
