# The kinds of ports in a private VLAN.
PVLAN = "pvlan"
PVLAN_COMMUNITY = "pvlan_community"
PVLAN_TYPE = "pvlan_type"
ISOLATED_TYPE = "isolated"
PROMISCUOUS_TYPE = "promiscuous"
COMMUNITY_TYPE = "community"
COMMUNITY_NAME_MAX_LEN = 232
PVLAN_TYPES = [ISOLATED_TYPE, PROMISCUOUS_TYPE, COMMUNITY_TYPE]
