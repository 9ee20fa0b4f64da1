"""Groups of customers by how they behave."""
