import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, globSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface Browser {
  /** undefined: none is installed. */
  readonly executablePath: string | undefined;
  /** The same without a user interface, which takes a sixth less of the processor; undefined: none is, or another browser is wanted. */
  readonly headlessShell?: string | undefined;
}

const shellCommand = "chromium-headless-shell";
const commands = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome.exe"];
const usualPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];
const advice = "Install Chrome or Chromium, or set E2E_BROWSER to the path of one, and run the tests again.";

/** E2E_BROWSER, else Playwright's browser, else the system's. Throws if E2E_BROWSER is not executable. */
export async function findBrowser(): Promise<Browser> {
  const wanted = process.env["E2E_BROWSER"]?.trim();
  if (wanted && !isProgram(wanted))
    throw new Error(`E2E_BROWSER is not a program that can be run: ${wanted}`);
  if (wanted) return { executablePath: wanted };
  return { executablePath: await findInstalledBrowser(), headlessShell: findCommand([shellCommand]) };
}

/** Finds or installs a browser. Throws if none can be installed. */
export async function ensureBrowser(): Promise<{ executablePath: string }> {
  const executablePath = (await findBrowser()).executablePath ?? (await installBrowser());
  if (!executablePath) throw new Error(`No browser was found, and none could be installed. ${advice}`);
  return { executablePath };
}

/** For faster tests; where it cannot be installed, they run in the whole browser. */
export function tryHeadlessShell(): void {
  const wantsOther = Boolean(process.env["E2E_BROWSER"]?.trim());
  // Both, since they are of one version.
  if (!wantsOther && isDebianRoot() && findCommand([shellCommand]) === undefined)
    installDebianPackages(["chromium", shellCommand]);
}

async function findInstalledBrowser(): Promise<string | undefined> {
  const { findBundledBrowser } = await import("../e2e/bundled-browser.ts");
  return findBundledBrowser() ?? findSystemBrowser();
}

function findSystemBrowser(): string | undefined {
  return findCommand(commands) ?? usualPlaces.find(isProgram);
}

function findCommand(names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** E2E_NGINX, else the system's, which is seldom on the PATH of users; undefined: none. */
export function findNginx(): string | undefined {
  return [
    process.env["E2E_NGINX"] ?? "",
    "/usr/sbin/nginx",
    "/usr/local/bin/nginx",
    "/opt/homebrew/bin/nginx",
  ].find(isProgram);
}

/** For the tests under a portal's path. Throws if none can be installed. */
export function ensureNginx(): void {
  if (findNginx() === undefined && isDebianRoot()) installDebianPackages(["nginx-light"]);
  if (findNginx() === undefined)
    throw new Error("No nginx was found. Install it, or set E2E_NGINX, and run the tests again.");
}

function isDebianRoot(): boolean {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version");
}

function installBrowser(): Promise<string | undefined> {
  process.stderr.write("Installing a browser for the tests (once) …\n");
  // Without a Chinese font, screenshots show boxes.
  if (isDebianRoot()) installDebianPackages(hasChineseFont() ? ["chromium"] : ["chromium", "fonts-noto-cjk"]);
  else run("playwright", ["install", "chromium"]);
  return findInstalledBrowser();
}

function installDebianPackages(packages: readonly string[]): void {
  if (run("apt-get", ["update"])) run("apt-get", ["install", "-y", "--no-install-recommends", ...packages]);
}

function hasChineseFont(): boolean {
  return globSync("/usr/share/fonts/**/*{CJK,wqy}*").length > 0;
}

/** Returns whether the program succeeded. */
function run(program: string, args: readonly string[]): boolean {
  const path = [join("e2e", "node_modules", ".bin"), process.env["PATH"]].join(delimiter);
  const env = { ...process.env, PATH: path, DEBIAN_FRONTEND: "noninteractive" };
  const { status } = spawnSync(program, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env,
    shell: process.platform === "win32",
  });
  return status === 0;
}
