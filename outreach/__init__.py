"""Letters: the outbox, delivery, suppression."""
