// Placeholder until the target's owner lands.
