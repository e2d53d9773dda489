"""A store's documents in a PostgreSQL database with pgvector, where programs on several machines search them."""
