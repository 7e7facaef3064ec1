"""The port to object storage, and its two sides: folders and S3."""
