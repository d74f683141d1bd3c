"""Tables and arrays that several stages use. Internal."""
