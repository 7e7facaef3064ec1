"""What a plan says, and what follows from it whoever reads the rows. Knows no engine."""
