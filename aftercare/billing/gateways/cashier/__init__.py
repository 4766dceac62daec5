"""The cashier pays at the bank and records it; no machine is asked."""
