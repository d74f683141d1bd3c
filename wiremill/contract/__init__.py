"""The data types that travel: pages, documents, items and their parts, with their encoding. No Redis."""
