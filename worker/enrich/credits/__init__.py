"""Where a text comes from: credits to news agencies, and the dateline."""
