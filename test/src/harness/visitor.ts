import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';

export type VisitorOptions = {
  /** What the visitor is called; others see it. */
  readonly name?: string;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  /** How many dots of the screen make a pixel of the page. */
  readonly scale?: number;
};

/** Somebody who looks at the page in a profile of their own. Everything that a page should not do is written down. */
export class Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors in the console, exceptions, and requests to others than the page's own origin. */
  readonly complaints: string[] = [];
  readonly #origin: string;

  private constructor(context: BrowserContext, page: Page, origin: string) {
    this.context = context;
    this.page = page;
    this.#origin = origin;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`exception: ${error.stack ?? error.message}`));
    page.on('request', (request) => this.#checkOrigin(request.url()));
    page.on('websocket', (socket) => this.#checkOrigin(socket.url().replace(/^ws/, 'http')));
  }

  static async open(browser: Browser, origin: string, options: VisitorOptions = {}): Promise<Visitor> {
    const { name = 'ada', colorScheme = 'light', viewport = { width: 1280, height: 800 }, scale = 1 } = options;
    const context = await browser.newContext({
      baseURL: origin,
      colorScheme,
      viewport,
      deviceScaleFactor: scale,
      reducedMotion: 'reduce',
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    context.setDefaultTimeout(15_000);
    await context.addInitScript(`localStorage.setItem('notes.name', ${JSON.stringify(name)})`);
    return new Visitor(context, await context.newPage(), origin);
  }

  /** Shows an address of the page, and waits until the page follows what happens. */
  async visit(path: string): Promise<void> {
    await this.page.goto(path);
    await this.sees('Live');
  }

  /** Waits until the badge says so. */
  async sees(connection: 'Live' | 'Offline' | 'Reconnecting'): Promise<void> {
    await this.page.getByRole('banner').getByText(connection, { exact: true }).waitFor();
  }

  /** The row of a note in the list. */
  row(title: string): Locator {
    return this.page.getByRole('region', { name: 'Notes', exact: true }).getByRole('link', { name: title });
  }

  /** The title of the open note. */
  heading(title: string): Locator {
    return this.page.getByRole('region', { name: 'Note', exact: true }).getByRole('heading', { name: title, level: 2 });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Fills in the form that is open. */
  async write({ title, text }: { readonly title?: string; readonly text?: string }): Promise<void> {
    if (title !== undefined) await this.page.getByLabel('Title', { exact: true }).fill(title);
    if (text !== undefined) await this.page.getByLabel('Text', { exact: true }).fill(text);
  }

  async create(title: string): Promise<void> {
    await this.page.getByRole('link', { name: 'New', exact: true }).click();
    await this.write({ title });
    await this.button('Save').click();
  }

  /** What it should not have done, but for what is expected. */
  unexpected(expected: RegExp = /^$/): readonly string[] {
    return this.complaints.filter((complaint) => !expected.test(complaint));
  }

  #checkOrigin(url: string): void {
    if (!url.startsWith(`${this.#origin}/`) && !/^(?:data|blob):/.test(url)) this.complaints.push(`request: ${url}`);
  }
}
