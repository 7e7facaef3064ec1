"""CSV by the rules of docs/reading-rules.md, byte by byte."""
