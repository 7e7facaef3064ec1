"""One attempt at one batch, from claim to commit. Knows no engine and no format."""
