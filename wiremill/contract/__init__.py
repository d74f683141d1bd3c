"""What travels: pages, documents, items and the types they are made of. No Redis."""
