"""Simple case folding: characters that are the same but for their case.

Data of the Unicode Character Database 16.0, (c) Unicode, Inc., under the Unicode License v3
(https://www.unicode.org/license.txt), in the selection of the crate regex-syntax 0.8.11. Written
by tests/gates/languages/make_tables.py; `unicode_classes` says how to read it.
"""

from __future__ import annotations

ORBITS = """
1t.2p*a+1 23.2z.6ju 24.30*8+2 25.31*3+2 2b.37.an 2d.39*3+2 51.po.qk 5c.68*g+2 5d.69*2+2 5h.6d.6jv
5j.6f*8+2 61.6x*3+2 67.61q 73.ag 74.75*o+2 8i.8j*3+2 8p.8q*8+2 96.97*n+2 ah.ai*3+2 ao.g3 ap.gj
aq.ar*2+2 au.gk av.aw ax.gm*2+1 az.b0 b2.d9 b3.gp b4.gr b5.b6 b7.gw b8.gz b9.dy ba.h5 bb.h4 bc.bd
be.fx bf.x5o bg.hb bh.he bi.f4 bj.hh bk.bl*3+2 bq.hs br.bs bt.hv bw.bx by.i0 bz.c0 c1.i2*2+1
c3.c4*2+2 c7.ia c8.c9 cc.cd cf.dz ck.cl.cm cn.co.cp cq.cr.cs ct.cu*8+2 da.db*9+2 dt.du.dv dw.dx
e0.e1*k+2 f6.f7*9+2 fu.8rp fv.fw fy.8rq fz.8se*2+1 g1.g2 g4.i1 g5.i4 g6.g7*5+2 gg.8rz gh.8rx
gi.8s0 gs.x4b gx.x4c h0.x57 h1.x3h h2.x4a h6.x4e h7.8rm h8.x4d hd.8ry hp.8ro hu.x51 hz.x4h il.x4i
im.x4g n9.pl.qh.69q og.oh*2+2 om.on or.sd*3+1 ov.s3 p2.q4 p4.q5*3+1 p8.r0 pa.r1*2+1 pc.6ab
pd.q9*2+2 pe.qa.r4 pg.qc*2+2 ph.qd.s5 pj.qf pk.qg.r5.s4 pm.qi.s0 pn.qj*3+2 pq.qm ps.qo.ra pt.qp.s1
pv.qq.qr pw.qs*2+1 py.qu.r9 pz.qv*2+1 q1.qx.6jq q2.qy*2+1 q8.6ar r3.rb rc.rd*c+2 s2.s9 s7.s8 sa.sb
sg.uo*g+1 sw.ts*2+1 sy.tu.5mo sz.tv*7+2 t0.tw.5mp t2.ty*4+2 ta.u6.5mq tc.u8 td.u9.5mr
te.ua.5ms.5mt tf.ub*7+1 tm.ui.5mu tn.uj*5+1 v4.v5 v6.v7.5mv v8.v9*f+2 wa.wb*r+2 xs.y7 xt.xu*7+2
y8.y9*1c+2 10x.129*12+1 3a8.8w0*12+1 3bb.8x3 3bh.8x9 3bk.5n4*17+1 3ct.5od*3+1 3vk.xv4*28+1
3xs.3y0*6+1 5mw.wui.wuj 5mx.5my 5tl.x31 5tp.8rn 5u6.x52 5xc.5xd*1c+2 600.601.61n 602.603*q+2
61s.61t*1c+2 64g.64o*8+1 64w.654*6+1 65c.65k*8+1 65s.660*8+1 668.66g*6+1 66p.66x*4+2 674.67c*8+1
67k.69m*2+1 67m.6a0*4+1 67q.6ai*2+1 67s.6bc*2+1 67u.6ay*2+1 67w.6be*2+1 680.688*8+1 68g.68o*8+1
68w.694*8+1 69c.69k*2+1 69f.69o 69v.6a4 6a8.6ag*2+1 6ao.6aw*2+1 6at.6b0 6b7.6bg 6k2.6ku
6lc.6ls*g+1 6mb.6mc 792.79s*q+1 8ow.8q8*1c+1 8rk.8rl 8rr.8rs*3+2 8s2.8s3 8s5.8s6 8sg.8sh*1e+2
8vf.8vg*2+2 8vm.8vn wu8.wu9*5+2 wuk.wul*h+2 ww0.ww1*e+2 x0i.x0j*7+2 x0y.x0z*v+2 x2x.x2y*2+2
x32.x33*5+2 x3f.x3g x3k.x3l*2+2 x3o.x50 x3q.x3r*a+2 x4j.xub x4k.x4l*8+2 x53.x54*2+2 x58.x59
x5c.x5d x5i.x5j*3+2 x6d.x6e 1dl1.1dl2 1ee9.1ef5*q+1 1fcw.1fe0*14+1 1fhs.1fiw*10+1 1fn4.1fo7*j+2
1fn5.1fo8*5+2 1fnh.1fok*7+2 1fnx.1fp0*3+2 1fo5.1fp8 1h1c.1h34*1f+1 1h74.1h80*m+1 1jfk.1jgg*w+1
20cg.20dc*w+1 2olc.2oma*y+1
"""
