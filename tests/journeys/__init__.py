"""What people do, in a real browser, against the real processes with the real data."""
