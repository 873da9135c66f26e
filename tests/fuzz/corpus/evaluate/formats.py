result = [f"{x!r:>{w}} {x=:^+10,.3f} {{}}" for x, w in [(1.5, 5)]]
a = "%s %5.2f %-5d %(k)s %%" % (1, 2.5, 3) if 0 else "%(k)05d" % {"k": 3}
b = "{0:{1}} {a[0]} {b.real!s}".format(1, ">5", a=[1], b=2)
c = b"%s" % b"x", format(2 ** 70, "_x"), round(2.675, 2), int("-0x1f", 16), float(" 1_0.5e3 ")
