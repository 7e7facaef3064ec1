"""What differs between a machine of one's own and AWS Glue."""
