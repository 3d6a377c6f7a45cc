"""How the page of a simulation looks: two schemes, and room for a telephone. Must not hold any content."""

STYLE = """
:root{color-scheme:light dark;--ground:#fff;--ink:#1c2330;--soft:#5d6675;--line:#dfe3ea;--card:#f6f7f9;
--live:#9aa3b2;--candidate:#1f6feb;--s0:#9cc9ee;--s1:#2a78c2;--s2:#d98f1e;--s3:#c0452c;--s4:#7a2a5e;--s5:#4a5160}
@media(prefers-color-scheme:dark){:root{--ground:#12161d;--ink:#e6e9ef;--soft:#9aa4b5;--line:#2b323e;--card:#1a2029;
--live:#6b7586;--candidate:#5a9bff;--s0:#cfe6fa;--s1:#5aa5e0;--s2:#e6ac45;--s3:#e5735a;--s4:#b873a0;--s5:#8a93a3}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 3rem;background:var(--ground);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header p{margin:0;color:var(--soft)}
h1{margin:.1rem 0 .3rem;font-size:1.9rem;line-height:1.2}
h2{margin:2.2rem 0 .6rem;font-size:1.15rem}
h3{margin:1rem 0 .2rem;font-size:.9rem;font-weight:600;color:var(--soft)}
.small{font-size:.8rem;color:var(--soft);overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.6rem,1fr));gap:.7rem;margin-top:1.4rem}
.tile{padding:.7rem .9rem;border-radius:.5rem;background:var(--card);border:1px solid var(--line)}
.tile p{margin:0;font-size:.8rem;color:var(--soft)}
.tile strong{font-size:1.7rem;line-height:1.3;font-variant-numeric:tabular-nums}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;margin:0;font-size:.85rem;color:var(--soft)}
.legend i{display:inline-block;width:.75rem;height:.75rem;margin-right:.4rem;border-radius:2px;vertical-align:-1px}
.chart,.wide{overflow-x:auto}
svg{display:block;width:100%;min-width:34rem;height:auto;font-size:12px;fill:var(--ink)}
.axis,.number{fill:var(--soft)}
.grid{stroke:var(--line)}
.s0{fill:var(--s0);background:var(--s0)}.s1{fill:var(--s1);background:var(--s1)}.s2{fill:var(--s2);background:var(--s2)}
.s3{fill:var(--s3);background:var(--s3)}.s4{fill:var(--s4);background:var(--s4)}.s5{fill:var(--s5);background:var(--s5)}
.live{fill:var(--live);background:var(--live)}.candidate{fill:var(--candidate);background:var(--candidate)}
table{border-collapse:collapse;width:100%;font-size:.88rem}
th{text-align:left;font-weight:600;color:var(--soft)}
th,td{padding:.35rem .9rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td.number{font-variant-numeric:tabular-nums}
ul{padding-left:1.2rem}
"""
