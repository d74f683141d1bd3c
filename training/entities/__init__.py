"""Trains the tagger of entities: a linear-chain conditional random field over hashed features."""
