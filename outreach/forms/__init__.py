"""What is asked about letters and about the communications plan."""
