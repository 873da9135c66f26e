# Logging of OpenStack's projects: for whoever watches a run, not for the script.
