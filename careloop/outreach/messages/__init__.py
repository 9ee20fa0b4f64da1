"""Messages to customers: templates, the gate, an SMS provider or e-mail, or sending by hand."""
