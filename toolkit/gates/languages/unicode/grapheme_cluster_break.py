"""Grapheme_Cluster_Break.

Data of the Unicode Character Database 16.0, (c) Unicode, Inc., under the Unicode License v3
(https://www.unicode.org/license.txt), in the selection of the crate regex-syntax 0.8.11. Written
by tests/gates/languages/make_tables.py; `unicode_classes` says how to read it.
"""

from __future__ import annotations

RANGES = {
    "CR": """
d
""",
    "Control": """
0-9 1-1 1-h 2n-w d 12m 3jl 1ks 2-1 o-6 1d-f 17yn 6o-b ab8-f qxs-3 43z-7 h405-v 2o-3j 6o-2rz
""",
    "Extend": """
lc-33 7n-6 7b-18 1 1-1 1-1 1 20-a 1c-k g 2t-6 2-5 2-1 1-3 z u-q 2j-a 1m-8 9 o-3 1-8 1-2 1-4 17-2
1n-8 16-n 1-v 1j 1 4-7 4 3-6 a-1 t 1m 1 2-3 8 9 a-1 q 2-1 1l 4-1 4-1 2-2 3 u-1 3 b-1 1l 4-4 1-1 4
k-1 m-5 1 1m 1-1 1-3 8 7-2 a-1 u 1n 1 c 9 14 3 1j 1-2 5-2 1-3 7-1 b-1 t 1m 2-1 1 3-2 1-3 7-1 b-1
s-1 1l-1 1 2-3 8 9 a-1 t 20 4 2-2 1 8 29 2-6 c-7 2q 2-8 b-6 21-1 r 1 1 1j-d 1-4 1-1 5-a 1-z 9 2u-3
1-5 1-1 2-1 p-1 4-2 g-3 d 2-1 6 f jj-2 qa-3 s-2 t-1 u-1 1s-1 1-6 8 2-a 9 19-2 1 39-1 y 3a-2 4-1 9
6-2 63-1 2 1m 1-6 1 1 2-7 6-9 2 1c-u 1d-3 1c-9 4-2 12-8 c-1 w-3 2-5 1k 1-1 3 1-4 1k-7 2-1 48-2 1-c
1-6 4 6 3-1 5i-1r ek 5f-w 2da-2 3x 2o-v fe-5 2x-1 n9w-3 1-9 w-1 28-1 7k 3 4 p-1 5 47-1 q-h d 12-7
p-a 1 18-2 1c 2-3 2-1 2 10 1v-5 2-1 2-1 c 8 1b 1f 1-2 2-1 5-1 1 16-1 8 6m 2 4 fn4 kh-f g-f a6-1 gt
6a 45-4 1ae-2 1-1 5-3 14-2 4 4l-1 fx-3 1t-4 8t-1 27-3 1y-a 1d-3 3f 1i-e 15 2-1 a-2 1d-3 2-1 7 1p-2
10-4 1-7 1q c-1 1g-8 1 8-3 2 2n-2 2-3 6 2 4d 3-7 l-1 1l-1 1 1 c 9 e-6 3-4 1v 2-5 1 2 1-2 4-2 1 e-1
2d-7 2-2 1 n 29 2-5 1 2 1-1 1-1 6j 2-3 6-1 1-1 r-1 2d-7 2 1-1 2y 1 2-7 2t 1 2-3 1-4 77-8 1-1 6t
a-3 4 40-3 2-1 4 w-9 14-5 2-3 8 9-5 2-2 1a-c 1-1 ba-6 1-5 1 2a-l 2-6 1-1 1-1 3e-5 3 1-1 1-6 1 20-1
3 1 9n-1 b-1 1g-4 5-2 n 44l 6-e 8ug-b 3-2 1xc-4 1n-6 t4 1r-3 29 b-1 f57-1 3mp-19 2-m f2-4 3-5 8-7
2-6 u-3 44-2 1iz-1i 4-1d 8 e m-4 1-e 11s-6 1-g 2-6 1-1 1-4 2s 4g-6 af 1p-3 e4-3 72-1 kg-6 31-6
240-4 gx7k-2n 3k-6n
""",
    "L": """
3cw-2n u0w-s
""",
    "LF": """
a
""",
    "LV": """
xz4 r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r
r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r
r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r
r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r
r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r
r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r
r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r
r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r r
r r r r r r r r
""",
    "LVT": """
xz5-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q 1-q
""",
    "Prepend": """
16o-5 5z 1d ao-1 28 vf 1f8u f 6s-1 el 12l 1 6w 21-5 jg cb
""",
    "Regional_Indicator": """
2qcm-p
""",
    "SpacingMark": """
1s3 1j 2-2 8-3 1-1 1e-1 1n-1 6-1 2-1 1i 1m-2 1u 1m-2 8 1-1 1h-1 1o 6-1 2-1 36 1-1 3-2 1-2 1g-2
1p-3 1p-1 1m 2 1-1 1a e-1 1n-1 5-2 1-2 1h-1 24-1 6-6 j-1 1r 3j 3u-1 1r 4x 9-1 p-1 18 1f5 7-7 1-1
9m-3 2-2 4-1 1-5 68-1 1m 1 l-5 41 1l-3 1s u 4-1 1r 2-2 1 1h-7 8-1 4r l rhn-1 2 2g-1 1e-f 3y 1c
1c-1 4-1 2-1 33-1 2-1 o 4d 2-1 5 6l-1 1-1 1-1 1 jrn 1 3j 19-2 4-1 37 o-1 1n 1c-2 9 e 2l-2 3-1 4s-2
v-1 1n 1-3 2-1 2-1 l-1 2d-1 f 1-1 2v-2 8-1 3 2z-1 6 1-1 1 2 6m-1 6-3 2 35-2 8-1 1 31 1-1 32 7 79-2
9 6w-4 1-1 7 1 3y-2 8-3 4 2c t-1 1q bb e 2y 7 2 5x-4 4-1 1 9q-1 c 1c-1 8-1 d0q-2 2sk-1i
""",
    "T": """
3hk-2f 132j-1c
""",
    "V": """
3fk-1z 1348-m tjw 3-3
""",
    "ZWJ": """
6bx
""",
}
