"""Django's PostgreSQL with a pool that forgets all its connections where one of them turns out to be dead."""
