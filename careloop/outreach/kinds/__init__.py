"""Why a customer is contacted: one file for each kind of contact, and the registry of them all."""
