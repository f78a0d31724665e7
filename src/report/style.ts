/** The page's style: light and dark, narrow and wide, on paper. Every pair of colours has a contrast of 4.5 or more. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f5f6f8; --line: #d5d9e0; --text: #17191e; --quiet: #565d6b;
  --good: #0b6b3a; --warn: #8a4b00; --bad: #b3261e; --busy: #1f5fbf;
  --fill-good: #2f9e66; --fill-skip: #9aa3b2; --fill-bad: #d0453c; --fill-busy: #4a86db; --fill-time: #8791a3;
  --band-prepare: #e4e7ec; --band-load: #cfe0f8; --band-resolve: #e3d6f5; --band-verify: #cdebdb; --band-text: #17191e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14161a; --panel: #1d2026; --line: #383d47; --text: #e9ebef; --quiet: #a7aebb;
    --good: #63d297; --warn: #f0b35c; --bad: #ff8f86; --busy: #85b4ff;
    --fill-good: #3fae77; --fill-skip: #6f7889; --fill-bad: #e0645b; --fill-busy: #4a86db; --fill-time: #6f7889;
    --band-prepare: #2b3038; --band-load: #24405f; --band-resolve: #43335c; --band-verify: #1f4a35; --band-text: #e9ebef;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 80rem; margin: 0 auto; padding: 1rem; }
section { margin-top: 2.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0.25rem 0 0.5rem; }
h2 { font-size: 1.3rem; margin: 0 0 0.75rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 0.25rem; }
p { margin: 0.4rem 0; }
a { color: inherit; }
code, .key { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.9em; }
.verdict { border-left: 0.5rem solid var(--mood); background: var(--panel); padding: 1rem 1.25rem; border-radius: 0.25rem; }
.verdict h1, .sign { color: var(--mood); }
.complete { --mood: var(--good); }
.verified, .unfinished { --mood: var(--warn); }
.failed, .stopped { --mood: var(--bad); }
.running { --mood: var(--busy); }
.kicker { color: var(--quiet); font-size: 0.875rem; margin: 0; }
.lead { font-size: 1.1rem; }
.next { margin-top: 0.9rem; }
.next code { display: inline-block; background: var(--page); border: 1px solid var(--line); border-radius: 0.25rem; padding: 0.2rem 0.5rem; user-select: all; }
.verdict ul { margin: 0.4rem 0; padding-left: 1.25rem; }
.quiet, .more { color: var(--quiet); }
.good { color: var(--good); white-space: nowrap; }
.bad { color: var(--bad); font-weight: 600; white-space: nowrap; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.scroll { overflow-x: auto; margin: 0.5rem 0; border: 1px solid var(--line); border-radius: 0.25rem; position: relative; }
.scroll:focus-visible, summary:focus-visible, a:focus-visible { outline: 2px solid var(--busy); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption span { position: sticky; left: 0.6rem; display: inline-block; max-width: calc(100vw - 4rem); }
caption { text-align: left; color: var(--quiet); font-size: 0.875rem; padding: 0.5rem 0.6rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.6rem; border-top: 1px solid var(--line); overflow-wrap: break-word; }
thead th { color: var(--quiet); font-weight: 600; font-size: 0.8125rem; vertical-align: bottom; white-space: nowrap; }
tbody th { font-weight: 500; }
tbody th, tfoot th { min-width: 10rem; max-width: 24rem; overflow-wrap: anywhere; }
td:not(.figure) { min-width: 7rem; }
tfoot th, tfoot td { font-weight: 600; background: var(--panel); }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.reasons { font-size: 0.8125rem; color: var(--quiet); white-space: normal; min-width: 8rem; }
td .key { overflow-wrap: anywhere; }
.outcome { display: flex; align-items: center; gap: 0.5rem; white-space: nowrap; font-variant-numeric: tabular-nums; }
.bar { display: block; width: 6rem; height: 0.75rem; background: var(--panel); border: 1px solid var(--line); flex: none; }
.bar.thin { width: 100%; min-width: 3rem; height: 0.3rem; border: 0; margin-top: 0.2rem; }
.part-migrated { fill: var(--fill-good); }
.part-skipped { fill: var(--fill-skip); }
.part-left { fill: var(--fill-bad); }
.part-time { fill: var(--fill-time); }
figure { margin: 0; }
.timeline { padding-left: 3.25rem; }
.timeline figcaption { margin-left: -3.25rem; }
figcaption { color: var(--quiet); margin-top: 0.5rem; }
.chart { position: relative; margin-top: 1.25rem; border-bottom: 1px solid var(--line); }
.chart svg { display: block; width: 100%; height: 11rem; }
.rate { fill: var(--fill-busy); }
.gridline { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.tick-y { position: absolute; right: 100%; transform: translateY(-50%); margin-right: 0.4rem; font-size: 0.75rem; line-height: 1.3; white-space: nowrap; color: var(--quiet); }
.band { position: relative; height: 1.4rem; margin-top: 2px; }
.band > span { position: absolute; top: 0; bottom: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; font-size: 0.75rem; line-height: 1.4rem; padding: 0; color: var(--band-text); border-right: 1px solid var(--page); }
.band bdi { padding-left: 0.3rem; }
.part-prepare { background: var(--band-prepare); }
.part-load { background: var(--band-load); }
.part-resolve { background: var(--band-resolve); }
.part-verify { background: var(--band-verify); }
.axis { position: relative; height: 1.3rem; font-size: 0.75rem; color: var(--quiet); }
.axis span { position: absolute; top: 0.1rem; white-space: nowrap; }
.groups { margin: 0.4rem 0; padding-left: 1.25rem; }
.groups li { margin: 0.4rem 0; }
details { margin-top: 1rem; }
summary { cursor: pointer; padding: 0.25rem 0; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr)); gap: 0.75rem 1.5rem; margin: 0; }
dt { color: var(--quiet); font-size: 0.875rem; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  main { padding: 0.75rem; }
  h1 { font-size: 1.5rem; }
  th, td { padding: 0.35rem 0.5rem; }
  thead th:first-child, tbody th, tfoot th { position: sticky; left: 0; background: var(--page); min-width: 9.5rem; max-width: 10rem; }
  tfoot th { background: var(--panel); }
}
@media print {
  main { max-width: none; padding: 0; }
  .scroll { overflow: visible; border: 0; }
  table { font-size: 0.625rem; }
  thead th, .reasons { font-size: 0.5625rem; }
  th, td { padding: 0.2rem 0.25rem; }
  tbody th, tfoot th, td:not(.figure), .reasons { min-width: 0; }
  .bar { width: 2rem; }
  .bar.thin { min-width: 1.5rem; }
  thead { display: table-header-group; }
  tr, .verdict, figure { break-inside: avoid; }
  .bar, .chart, .band, .verdict { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`.trim();
