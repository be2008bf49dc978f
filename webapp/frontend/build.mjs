// Makes webapp/static/dist from the sources beside this file: one style sheet, one script, the fonts, and manifest.json
// (source name -> file name with its content's hash). Run from anywhere, after `npm ci`.
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";
import * as sass from "sass";
import subsetFont from "subset-font";

const here = path.dirname(fileURLToPath(import.meta.url));
const project = path.resolve(here, "../..");
const dist = path.join(project, "webapp/static/dist");
const fresh = `${dist}.${process.pid}`;
const uswds = path.join(here, "node_modules/@uswds/uswds");

// A first visit loads the first range alone; letters of other names come when a page has them.
const ranges = {
  latin: [[0x20, 0x7e], [0xa0, 0xff], [0x2010, 0x2027], [0x2030, 0x203a], [0x20ac, 0x20ac], [0x2122, 0x2122], [0x2190, 0x2193], [0x2212, 0x2212]],
  "latin-ext": [[0x100, 0x24f], [0x300, 0x36f], [0x1e00, 0x1eff], [0x20a0, 0x20ab], [0x20ad, 0x20bf]],
};
const faces = [["Regular", 400], ["Bold", 700]];

const hex = (point) => point.toString(16).toUpperCase();
const letters = (range) => range.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i))).join("");

async function fonts(folder) {
  let css = "";
  for (const [style, weight] of faces) {
    const whole = await readFile(path.join(uswds, `dist/fonts/public-sans/PublicSans-${style}.woff2`));
    for (const [name, range] of Object.entries(ranges)) {
      const file = path.join(folder, `public-sans-${weight}-${name}.woff2`);
      await writeFile(file, await subsetFont(whole, letters(range), { targetFormat: "woff2" }));
      const span = range.map(([first, last]) => `U+${hex(first)}-${hex(last)}`).join(",");
      css += `@font-face{font-family:"Public Sans Web";font-weight:${weight};font-display:swap;src:url("${file}") format("woff2");unicode-range:${span}}\n`;
    }
  }
  return css;
}

const compile = (file) =>
  sass.compile(path.join(here, "styles", file), {
    loadPaths: [path.join(uswds, "packages")],
    charset: false,
    quietDeps: true,
    logger: sass.Logger.silent,
  }).css;

async function styles() {
  const [purged] = await new PurgeCSS().purge({
    content: ["webapp/templates/**/*.html", "forms/*.py", "webapp/frontend/scripts/*.js"].map((glob) => path.join(project, glob)),
    css: [{ raw: compile("uswds.scss") }],
    // classes that Python and macros put together from a word
    safelist: { standard: ["textarea", "select", "input"], greedy: [/^usa-form-group--/, /^usa-alert--/, /^usa-radio/, /^usa-checkbox/, /^usa-button/] },
  });
  return purged.css + compile("own.scss");
}

async function bundle(folder) {
  const entry = path.join(folder, "site.css");
  await writeFile(entry, (await fonts(folder)) + (await styles()));
  const { metafile } = await esbuild.build({
    entryPoints: [{ in: path.join(here, "scripts/site.js"), out: "site" }, { in: entry, out: "site" }],
    outdir: fresh,
    entryNames: "[name].[hash]",
    assetNames: "[name].[hash]",
    alias: { "uswds-img": path.join(uswds, "dist/img") },
    loader: { ".svg": "dataurl", ".woff2": "file" },
    bundle: true,
    minify: true,
    target: ["chrome107", "firefox121", "safari15.6"],
    metafile: true,
    logLevel: "warning",
  });
  const manifest = {};
  for (const file of Object.keys(metafile.outputs)) {
    const name = path.basename(file);
    manifest[name.replace(/\.[0-9A-Z]{8}(\.\w+)$/, "$1")] = name;
  }
  await writeFile(path.join(fresh, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
}

const scratch = path.join(fresh, ".scratch");
await mkdir(scratch, { recursive: true });
try {
  await bundle(scratch);
  await rm(scratch, { recursive: true });
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist);
} finally {
  await rm(fresh, { recursive: true, force: true });
}
console.log((await readdir(dist)).sort().join("\n"));
