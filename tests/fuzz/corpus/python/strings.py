'a\x41\u00e9\U0001F600\101\N{EM DASH}\
b' "c" r'\d' u'x'
b'\xff' rb'\n'
"""a
b\"""" f'{x!r:>{w}.{p}}{{}}' rf"\d{y = }" F'{a['b']}{f"{1}"}' f"""
{
x # why
:%Y}""" f'{x:{y}}' 'z'
