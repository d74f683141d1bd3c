"""What commands print. Internal."""
