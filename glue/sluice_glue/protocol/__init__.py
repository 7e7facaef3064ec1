"""The documents of a batch, their keys, and what may be done with them by anyone. Knows no engine and no format."""
