"""Who hires: the commitment and its evidence, promises, consents, the wall."""
