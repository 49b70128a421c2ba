import { type Browser, chromium, type Page } from "@playwright/test";
import sharp from "sharp";

/** What is drawn, and what for. */
interface Picture {
  readonly file: string;
  /** Path and query. */
  readonly view: string;
  readonly width: number;
  readonly height: number;
  readonly theme: "light" | "dark";
  readonly scale?: number;
}

/** Of the demo: it will miss its window. */
const campaign = "/campaigns/1400000000/2594";
const pictures: readonly Picture[] = [
  { file: "board-light.png", view: "/", width: 1440, height: 800, theme: "light" },
  { file: "board-dark.png", view: "/?lang=zh-CN", width: 1440, height: 800, theme: "dark" },
  { file: "campaign.png", view: campaign, width: 1280, height: 1080, theme: "light" },
  { file: "board-light-zh-CN.png", view: "/?lang=zh-CN", width: 1440, height: 800, theme: "light" },
  { file: "campaign-zh-CN.png", view: `${campaign}?lang=zh-CN`, width: 1280, height: 1080, theme: "light" },
  { file: "cards.png", view: "/?layout=cards", width: 1440, height: 800, theme: "dark" },
  { file: "wall.png", view: "/wall?turn=600", width: 1280, height: 720, theme: "dark" },
  { file: "phone.png", view: "/", width: 390, height: 844, theme: "light", scale: 1.5 },
];

const film: Picture = { file: "board.gif", view: "/", width: 1200, height: 640, theme: "light" };
const filmed = { frames: 16, everyMs: 1500, shownForMs: 600, colours: 48 } as const;

interface PicturesOptions {
  /** Where the product is. */
  readonly url: string;
  readonly executablePath: string;
  /** Where the pictures go. */
  readonly folder: string;
  /** Resolves when enough has happened on the board to be worth a picture. */
  readonly somethingHappened: () => Promise<unknown>;
}

/** All views are opened first and drawn last, so that each has something to tell. */
export async function takePictures(options: PicturesOptions): Promise<void> {
  const browser = await chromium.launch({
    executablePath: options.executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const views: { picture: Picture; page: Page }[] = [];
    for (const picture of pictures) views.push({ picture, page: await open(browser, options.url, picture) });
    await options.somethingHappened();
    for (const { picture, page } of views)
      await page.screenshot({ path: `${options.folder}/${picture.file}` });
    await filmBoard(await open(browser, options.url, film), `${options.folder}/${film.file}`);
  } finally {
    await browser.close();
  }
}

/** The board at work, as an animated picture. */
async function filmBoard(page: Page, path: string): Promise<void> {
  const frames: Buffer[] = [];
  for (let frame = 0; frame < filmed.frames; frame += 1) {
    frames.push(await page.screenshot());
    await page.waitForTimeout(filmed.everyMs);
  }
  await sharp(frames, { join: { animated: true } })
    .gif({
      delay: frames.map(() => filmed.shownForMs),
      colours: filmed.colours,
      effort: 10,
      interFrameMaxError: 4,
    })
    .toFile(path);
}

async function open(browser: Browser, url: string, picture: Picture): Promise<Page> {
  const { width, height, theme, scale = 1 } = picture;
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: theme,
    locale: "en-US",
    timezoneId: "Asia/Shanghai",
  });
  await page.goto(url + picture.view);
  await page.locator("[data-campaign]").first().waitFor();
  // A headless browser shows no scroll bar, so no room is to be kept for one.
  await page.evaluate(`document.documentElement.style.setProperty("scrollbar-gutter", "auto")`);
  return page;
}
