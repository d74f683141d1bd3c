"""What a program outside the engine uses: producers, consumers and their connection. Import it from `wiremill`."""
