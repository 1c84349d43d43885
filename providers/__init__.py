"""Who trains: so far only the place for it."""
