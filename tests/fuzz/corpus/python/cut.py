revision = "a1"
"\N{DASH}\u12"
 f"{x