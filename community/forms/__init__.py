"""Forms of the community app: they clean, they never act."""
