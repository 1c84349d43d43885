"""Who we know: organizations, people, affiliations, the timeline and tasks."""
