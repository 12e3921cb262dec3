"""A stand-in for Thailand's Digital ID: an OpenID Connect provider for the demo and the journeys."""
