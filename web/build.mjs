// Puts together what the program embeds: `web/dist`. Plain copying; the sprite holds only the icons in use.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => readFileSync(here(path), "utf8");

/** Where each shipped file comes from. Source maps are not shipped, so their mention goes too. */
const COPIES = {
  "bootstrap.css": "node_modules/bootstrap/dist/css/bootstrap.min.css",
  "htmx.js": "node_modules/htmx.org/dist/htmx.min.js",
  "theme.css": "src/theme.css",
  "app.css": "src/app.css",
  "mark.svg": "src/mark.svg",
};

function sprite(names) {
  const symbols = names.map((name) => {
    const svg = read(`node_modules/bootstrap-icons/icons/${name}.svg`);
    const [, viewBox, inner] = svg.match(/viewBox="([^"]+)"[^>]*>([\s\S]*)<\/svg>/) ?? [];
    if (!inner) throw new Error(`图标 ${name} 的写法变了，取不出图形`);
    return `<symbol id="${name}" viewBox="${viewBox}">${inner.trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

rmSync(here("dist"), { recursive: true, force: true });
mkdirSync(here("dist"));
for (const [name, from] of Object.entries(COPIES)) {
  writeFileSync(here(`dist/${name}`), read(from).replace(/\n?\/[*/]# sourceMappingURL=[^\n]*/g, ""));
}
writeFileSync(here("dist/icons.svg"), sprite(JSON.parse(read("icons.json"))));
console.log(`web/dist：${Object.keys(COPIES).length + 1} 个文件`);
