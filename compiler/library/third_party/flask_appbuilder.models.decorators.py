from _migc_rows import inert

renders = inert()
