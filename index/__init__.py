"""Documents cut into passages, indexed, searched and quoted."""
