"""The pure storey: values in, values out. No Django, no request, no settings, no clock."""
