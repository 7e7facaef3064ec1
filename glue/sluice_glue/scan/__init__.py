"""What the bytes of a file say, counted independently of whoever writes the rows."""
