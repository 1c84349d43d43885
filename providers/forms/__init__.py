"""Forms of the providers app: each asks one thing of a person."""
