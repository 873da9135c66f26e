# What OpenStack's projects have in common for databases.
