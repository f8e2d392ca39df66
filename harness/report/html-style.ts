/** The report's look: one column of text width, quiet colours, the verdicts the only loud thing. */
export const reportStyle: string = `
:root { color-scheme: light dark;
  --paper: light-dark(#fbfaf7, #14181d); --card: light-dark(#ffffff, #1b2127); --ink: light-dark(#1c2530, #e6e9ec);
  --soft: light-dark(#5d6874, #98a3ae); --line: light-dark(#e3e1da, #2d353d); --sea: light-dark(#0b4f71, #6db7dc);
  --passed: light-dark(#1f7a4d, #4cc38a); --failed: light-dark(#c0322b, #ff7b72); --unmet: light-dark(#b4540a, #f0a35e);
  --error: light-dark(#7b3fa0, #c792ea); --notApplicable: light-dark(#7b8794, #8b96a1); --knownFailure: light-dark(#8a6d00, #d9b834);
  --code: light-dark(#f2f1ec, #11151a); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, "Segoe UI", sans-serif; }
main, header > div { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
header { border-bottom: 1px solid var(--line); background: var(--card); padding: 28px 0 22px; }
.brand { display: flex; align-items: center; gap: 18px; flex-wrap: wrap; }
.brand svg { width: 54px; height: 54px; color: var(--sea); flex: none; }
h1 { font-size: 25px; margin: 0; letter-spacing: -.01em; line-height: 1.2; }
.sub { color: var(--soft); margin: 3px 0 0; }
.stamp { margin-left: auto; padding: 8px 18px; border-radius: 999px; font-weight: 650; border: 2px solid currentColor; }
.stamp.yes { color: var(--passed); } .stamp.no { color: var(--failed); }
dl.facts { display: flex; flex-wrap: wrap; gap: 8px 38px; margin: 20px 0 0; }
dl.facts dt { color: var(--soft); font-size: 12.5px; } dl.facts dd { margin: 0; overflow-wrap: anywhere; max-width: 44ch; font-variant-numeric: tabular-nums; }
.bar { display: flex; height: 14px; border-radius: 7px; overflow: hidden; margin: 26px 0 10px; background: var(--line); gap: 2px; }
.bar i { display: block; min-width: 4px; }
.chips { display: flex; flex-wrap: wrap; gap: 8px; margin: 0; padding: 0; border: 0; }
.chips label { cursor: pointer; }
.chips input { position: absolute; opacity: 0; }
.chips span { display: inline-flex; align-items: center; gap: 7px; padding: 4px 12px; border: 1px solid var(--line); border-radius: 999px; background: var(--card); font-size: 14px; }
.chips input:checked + span { border-color: var(--sea); box-shadow: inset 0 0 0 1px var(--sea); }
.chips input:focus-visible + span { outline: 3px solid var(--sea); outline-offset: 2px; }
.dot { width: 10px; height: 10px; border-radius: 50%; flex: none; background: var(--c); }
.controls { display: flex; gap: 12px; flex-wrap: wrap; margin: 16px 0 8px; align-items: center; }
.controls input[type=search], .controls select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 7px 12px; }
.controls input[type=search] { flex: 1 1 260px; }
.shown { color: var(--soft); font-size: 14px; }
.problems { border-left: 4px solid var(--failed); background: var(--card); padding: 10px 18px; margin: 22px 0 0; border-radius: 0 8px 8px 0; }
.problems ul { margin: 4px 0; padding-left: 20px; }
h2 { font-size: 18px; margin: 34px 0 8px; display: flex; align-items: baseline; gap: 12px; }
h2 small { font-weight: 400; color: var(--soft); font-size: 14px; }
.rows { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.cols, summary { display: grid; grid-template-columns: 112px 92px 1fr repeat(5, 62px); gap: 10px; align-items: center; padding: 8px 16px; }
.cols { color: var(--soft); font-size: 12.5px; border-bottom: 1px solid var(--line); }
.cols span:nth-child(n+4), summary .p { text-align: center; font-variant-numeric: tabular-nums; }
details + details { border-top: 1px solid var(--line); }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary:hover { background: color-mix(in srgb, var(--sea) 6%, transparent); }
summary:focus-visible { outline: 3px solid var(--sea); outline-offset: -3px; }
.v { color: var(--c); font-weight: 600; font-size: 13.5px; display: inline-flex; align-items: center; gap: 7px; }
.id { font-family: ui-monospace, "SF Mono", Menlo, monospace; font-size: 13.5px; white-space: nowrap; }
.p { font-size: 13.5px; color: var(--soft); } .p.good { color: var(--passed); } .p.bad { color: var(--failed); font-weight: 650; }
.inside { padding: 4px 16px 18px 232px; }
.statement { margin: 0 0 12px; max-width: 74ch; }
.level { font-size: 12px; color: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: 0 6px; margin-left: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-weight: 500; color: var(--soft); font-size: 12.5px; }
td, th { padding: 5px 12px 5px 0; vertical-align: top; border-bottom: 1px solid var(--line); }
tr:last-child > td { border-bottom: 0; }
td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.place { color: var(--soft); font-size: 13px; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; overflow-x: auto; font: 12.5px/1.5 ui-monospace, Menlo, monospace; margin: 6px 0; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 360px; }
.cmd { display: flex; gap: 8px; align-items: center; } .cmd pre { flex: 1; margin: 4px 0; }
button { font: inherit; font-size: 13px; border: 1px solid var(--line); background: var(--card); color: var(--ink); border-radius: 6px; padding: 4px 10px; cursor: pointer; }
button:focus-visible { outline: 3px solid var(--sea); }
.reason { color: var(--c); margin: 2px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.none { padding: 30px; text-align: center; color: var(--soft); }
.inside table { table-layout: fixed; } .inside th:first-child { width: 104px; } .inside th:last-child { width: 92px; }
figure { margin: 14px 0; } figcaption { margin-bottom: 6px; } .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--code); }
.scroll:focus-visible { outline: 3px solid var(--sea); } .timeline { display: block; font: 11px ui-monospace, Menlo, monospace; }
.timeline text { fill: var(--ink); } .timeline .who { font-weight: 600; dominant-baseline: middle; } .timeline .tick { fill: var(--soft); text-anchor: middle; font-size: 10px; }
.timeline .moment { stroke: var(--line); stroke-dasharray: 2 4; } .timeline .lane { stroke: var(--line); } .timeline .told { fill: var(--soft); }
.timeline .fault { stroke: var(--unmet); stroke-width: 1.5; stroke-dasharray: 5 3; } .timeline .fault-name { fill: var(--unmet); font-weight: 600; }
.timeline .op { --mark: var(--notApplicable); } .timeline .op.placed { --mark: var(--sea); } .timeline .op.stuck, .timeline .op.breach { --mark: var(--failed); } .timeline .op.named { --mark: var(--unmet); }
.timeline rect { fill: color-mix(in srgb, var(--mark) 12%, var(--card)); stroke: var(--mark); } .timeline circle { fill: var(--mark); } .timeline .stuck rect, .timeline .breach rect { stroke-width: 2.5; fill: color-mix(in srgb, var(--failed) 18%, var(--card)); }
.timeline .open rect { stroke-dasharray: 6 4; } .timeline .badge { fill: var(--mark); font-weight: 700; font-size: 12px; }
footer { color: var(--soft); font-size: 13.5px; margin: 36px 0 48px; }
[hidden] { display: none !important; }
@media (max-width: 820px) { .cols { display: none; } summary { grid-template-columns: 100px 84px 1fr; } summary .p { display: none; } .inside { padding-left: 16px; } }
@media print { .controls, .chips { display: none; } }
`;
