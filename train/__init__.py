"""Makes the weights in `models/` from data that lies outside the repository; nothing that serves imports it."""
