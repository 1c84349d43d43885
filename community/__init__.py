"""Who we are: communities, users and roles, the contact person, signed links, long jobs."""
